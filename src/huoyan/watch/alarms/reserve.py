"""Room kept free for alarms: a file that is given up where the disk is full."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

RESERVE_FILE = "outbox.reserve"
RESERVE_BYTES = 4 << 20  # holds some thousand alarms, and what SQLite needs beside them


class Reserve:
    """The reserve of one folder. A disk that has no room for it is worked on without."""

    def __init__(self, folder: Path, size: int = RESERVE_BYTES) -> None:
        self._path, self._size = folder / RESERVE_FILE, size

    def make(self) -> bool:
        """Whether it is there now."""
        if self._path.exists():
            return True
        try:
            with self._path.open("xb") as opened:
                opened.write(secrets.token_bytes(self._size))  # zeros would take no room on some disks
                opened.flush()
                os.fsync(opened.fileno())
        except OSError:
            self.give_free()
            return False
        return True

    def give_free(self) -> bool:
        """Whether there was one."""
        with contextlib.suppress(OSError):
            self._path.unlink()
            return True
        return False
