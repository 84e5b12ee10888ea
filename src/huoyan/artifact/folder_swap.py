"""One folder takes the place of another, with no moment in which neither is there."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h


def replace_folder(new: Path, old: Path) -> None:
    """Moves `new` to the path `old` and removes what was there. On OSError `old` is as it was.

    Both lie in one parent folder. `new` is flushed to the disk first.
    """
    flush_folder(new)
    if not old.exists():
        new.rename(old)
    elif _exchange(new, old):
        shutil.rmtree(new, ignore_errors=True)
    else:
        _two_steps(new, old)
    flush_folder(old.parent)


def _exchange(a: Path, b: Path) -> bool:
    """Swaps two paths in one step of the file system; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE)
    return bool(done == 0)


def _two_steps(new: Path, old: Path) -> None:
    """Where folders cannot be swapped: the old one is moved aside, and back if the second step fails."""
    aside = old.with_name(f".{old.name}.old-{os.getpid()}")
    old.rename(aside)
    try:
        new.rename(old)
    except OSError:
        aside.rename(old)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def flush_folder(folder: Path) -> None:
    """Makes the names in a folder lasting; Windows has no such call for folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
