"""Which file a command may write anew: one that an earlier call of it wrote, never a user's."""

from __future__ import annotations

from pathlib import Path

from huoyan.errors import UsageError
from huoyan.words import Message

# What pages and lists of huoyan hold near their start.
PAGE, EXCLUSIONS = b'<meta name="generator" content="huoyan">', b"path,reason"
_START = 2048


def check_own_file(path: Path, mark: bytes, flag: str) -> None:
    """Raises UsageError (usage.out) where `path`, given by `flag`, is a folder or a file without `mark`."""
    if path.is_dir():
        raise UsageError(Message("artifact.out_is_folder", flag=flag, path=path), code="usage.out")
    if path.is_file() and mark not in (start := _start_of(path)) and start != b"":
        raise UsageError(
            Message("artifact.out_of_user", flag=flag, path=path),
            code="usage.out",
        )


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(_START)
    except OSError:
        return b"?"  # not to be read: nothing says that it is ours
