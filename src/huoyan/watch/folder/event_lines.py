"""events.jsonl: a line an event, and after a crash none twice."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

EVENTS_FILE = "events.jsonl"


class EventLines:
    """size: bytes of the lines that count; what lies behind them was written by a watch that was cut off
    before it had committed that it had come so far, and will be written again: it is removed.
    """

    def __init__(self, path: Path, size: int = 0) -> None:
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
        self.cut(size)

    def append(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """All of them on the disk, or with an OSError none."""
        written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
        try:
            done = 0
            while done < len(written):
                done += self._file.write(written[done:])
            os.fsync(self._file.fileno())
        except BaseException:
            self.cut(self.size)
            raise
        self.size += len(written)

    def close(self) -> None:
        self._file.close()

    def cut(self, size: int) -> None:
        """Only the first `size` bytes stay."""
        self.size = min(size, self._file.seek(0, os.SEEK_END))
        self._file.truncate(self.size)
        self._file.seek(self.size)
