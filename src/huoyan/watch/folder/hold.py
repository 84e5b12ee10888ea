"""A watch's hold on its folder: one watch at a time, and no folder with files of somebody else."""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from huoyan.errors import UsageError
from huoyan.runs.folder_lock import lock
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

MARK = "huoyan-watch.txt"
_FIRST = "A watch of huoyan.\n"  # then a line of JSON: of what, and who watches it


class Hold:
    """Nobody else watches into `folder` until `release`. locked: False where the file system has no locks."""

    def __init__(self, folder: Path, file: BinaryIO, *, locked: bool) -> None:
        self.folder, self.locked = folder, locked
        self._file = file

    def disown(self) -> None:
        """Nothing was watched: the folder is of no source, and the next call may name another one."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(_FIRST.encode())

    def release(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(folder: Path, source: str) -> Hold:
    """Takes a folder that is absent, empty or of a watch of `source`. Raises UsageError usage.out."""
    try:
        if folder.exists() and not _is_free(folder):
            key = "watch.folder_of_somebody_else" if folder.is_dir() else "watch.folder_is_a_file"
            raise UsageError(Message(key, path=folder, mark=MARK), code="usage.out")
        folder.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(os.open(folder / MARK, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from error
    locked, earlier = lock(file), _signed(file)
    if locked is False or earlier.get("source", source) != source:
        file.close()
        key = "watch.is_watched" if locked is False else "watch.folder_of_another_source"
        known = {"source": "?", "process": "?", "host": "?", "since": "?"} | earlier
        raise UsageError(Message(key, path=folder, given=source, **known), code="usage.out")
    try:
        _sign(file, source)
    except OSError as error:  # the disk is full
        file.close()
        raise _unwritable(folder, error) from error
    return Hold(folder, file, locked=bool(locked))


def _unwritable(folder: Path, error: Exception) -> UsageError:
    message = Message("watch.folder_cannot_be_made", path=folder, reason=system_reason(error))
    return UsageError(message, code="usage.out")


def _is_free(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def _signed(file: BinaryIO) -> dict[str, str]:
    """What the last watch wrote; nothing where it was cut off while it did."""
    try:
        found = json.loads(file.read().decode("utf-8").removeprefix(_FIRST))
    except (ValueError, OSError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _sign(file: BinaryIO, source: str) -> None:
    since = time.strftime("%Y-%m-%d %H:%M:%S%z")
    who = {"source": source, "process": os.getpid(), "host": socket.gethostname(), "since": since}
    file.seek(0)
    file.write((_FIRST + json.dumps(who, ensure_ascii=False) + "\n").encode())
    file.truncate()  # afterwards: on a full disk the mark of the last watch stays
