"""How reading a data set speaks to the person: one remark at a time, on stderr unless told otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable

from huoyan.text import shown
from huoyan.words import Message

Say = Callable[[Message], None]


def to_stderr(remark: str) -> None:
    """The default: stdout belongs to answers (`--json`)."""
    print(shown(remark), file=sys.stderr)


def silent(_: Message) -> None:
    """For a look whose remarks nobody needs."""
