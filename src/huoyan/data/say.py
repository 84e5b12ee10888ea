"""How reading a data set speaks to the person: one remark at a time, on stderr unless told otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable

from huoyan.text import count, shown, some

__all__ = ["Say", "count", "silent", "some", "to_stderr"]

Say = Callable[[str], None]


def to_stderr(remark: str) -> None:
    """The default: stdout belongs to answers (`--json`)."""
    print(shown(remark), file=sys.stderr)


def silent(_: str) -> None:
    """For a look whose remarks nobody needs."""
