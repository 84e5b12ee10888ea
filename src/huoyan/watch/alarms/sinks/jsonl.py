"""--send jsonl:FILE appends a line of JSON an alarm, and has it on the disk before it goes on."""

from __future__ import annotations

import os
from pathlib import Path

from huoyan.errors import UsageError
from huoyan.text import spelt
from huoyan.watch.alarms.sinks.sink import Parcel, Unreachable
from huoyan.words import Message


class JsonLines:
    def __init__(self, path: Path) -> None:
        self.name = spelt(f"jsonl:{path}")
        self._path = path

    def send(self, parcel: Parcel) -> None:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                _append(file, parcel.body + b"\n")
            finally:
                os.close(file)
        except OSError as error:
            message = Message("alarms.file_cannot_be_written", path=self._path, reason=str(error.strerror))
            raise Unreachable(message) from error

    def close(self) -> None:
        """Holds nothing open: the file may be moved away at any time."""


def open_jsonl(value: str) -> JsonLines:
    path = Path(value.partition(":")[2])
    if not path.name or (path.exists() and not path.is_file()):  # a pipe cannot be said to hold a line
        raise UsageError(Message("alarms.jsonl_without_file", value=value), code="usage.send")
    if not path.absolute().parent.is_dir():
        message = Message("alarms.jsonl_without_folder", value=value, folder=path.absolute().parent)
        raise UsageError(message, code="usage.send")
    return JsonLines(path.absolute())


def _append(file: int, line: bytes) -> None:
    """All of the line or, where the disk is full, nothing; after a line cut by a power cut, on a new one."""
    before = os.fstat(file).st_size
    cut = before > 0 and _last_byte(file, before) != b"\n"
    whole = b"\n" + line if cut else line
    try:
        written = os.write(file, whole)
        while written < len(whole):  # what is missing raises the reason
            written += os.write(file, whole[written:])
        os.fsync(file)
    except OSError:
        if os.fstat(file).st_size > before:
            os.ftruncate(file, before)
        raise


def _last_byte(file: int, size: int) -> bytes:
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1)
