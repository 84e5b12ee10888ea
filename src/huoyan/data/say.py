"""How reading a data set speaks to the person: one remark at a time, on stderr unless told otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable

from huoyan.text import count, shown, some
from huoyan.words import Remark

__all__ = ["Say", "count", "plain", "silent", "some", "to_stderr"]

Say = Callable[[str], None]


def to_stderr(remark: str) -> None:
    """The default: stdout belongs to answers (`--json`)."""
    print(shown(remark), file=sys.stderr)


def plain(remark: str) -> tuple[str, str]:
    """A remark without the word in front that tells its kind, and that word: note, warning or none."""
    if isinstance(remark, Remark):
        return remark.message, remark.kind
    kind, colon, rest = remark.partition(": ")
    return (rest, kind) if colon and kind in ("note", "warning") else (remark, "")


def silent(_: str) -> None:
    """For a look whose remarks nobody needs."""
