"""Pictures and clips are kept for so many days: only what the watch itself wrote is ever deleted.

The list of these files stands in the outbox. A file that was changed since, or that is a link now, is
somebody else's and stays.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path, PurePath

from huoyan.errors import WatchError
from huoyan.watch.alarms.clock import DAY_S, Clock
from huoyan.watch.alarms.database import OUTBOX_FILE, connected, within

EVERY_S = 600.0  # of the monotonic clock


class Written:
    """Of one folder, for any thread. days: infinity for no end.

    The age of a file is what the wall clock says, but within one process never more than has really gone by:
    a clock that jumps a year ahead deletes nothing.
    """

    def __init__(self, folder: Path, days: float = math.inf, clock: Clock | None = None) -> None:
        self._folder, self._days, self._clock = folder, days, clock or Clock()
        self._began = self._clock.monotonic(), self._clock.wall()
        self._looked = -math.inf

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[None]:
        """Around the writing of the file `name` below the folder, which is on the list before it is there.

        Raises OSError where the list cannot be written.
        """
        self._note(name)
        try:
            yield
        finally:
            self._note(name)

    def forget_old(self) -> int:
        """Deletes what is too old, every ten minutes at most; how many files. What cannot be done now is done
        the next time.
        """
        now = self._clock.monotonic()
        if math.isinf(self._days) or now - self._looked < EVERY_S:
            return 0
        self._looked = now
        deleted = 0
        with contextlib.suppress(OSError), self._list() as db:
            select = "SELECT path, bytes, changed FROM written WHERE at < ?"
            old = db.execute(select, (self._now() - self._days * DAY_S,)).fetchall()
            deleted = sum(self._delete(path, size, changed) for path, size, changed in old)
            with within(db):
                db.executemany("DELETE FROM written WHERE path = ?", [(path,) for path, _, _ in old])
        return deleted

    @contextlib.contextmanager
    def _list(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(connected(self._folder / OUTBOX_FILE)) as db:
                yield db
        except (sqlite3.Error, WatchError) as error:
            raise OSError(str(error)) from error

    def _now(self) -> float:
        monotonic, wall = self._began
        return min(self._clock.wall(), wall + self._clock.monotonic() - monotonic)

    def _note(self, name: str) -> None:
        size, changed = _looks(self._folder / name) or (None, None)
        with self._list() as db, within(db):
            insert = "INSERT OR REPLACE INTO written (path, at, bytes, changed) VALUES (?, ?, ?, ?)"
            db.execute(insert, (name, self._clock.wall(), size, changed))

    def _delete(self, name: str, size: int | None, changed: int | None) -> bool:
        """Where it was not finished, as after kill -9, it is deleted as it is."""
        path, found = self._folder / name, _looks(self._folder / name)
        if not _is_below(name) or found is None or (size is not None and found != (size, changed)):
            return False
        with contextlib.suppress(OSError):
            path.unlink()
            return True
        return False


def _is_below(name: str) -> bool:
    """Whether the list, which came from somewhere with its folder, names a file of that folder."""
    path = PurePath(name)
    return not path.is_absolute() and ".." not in path.parts


def _looks(path: Path) -> tuple[int, int] | None:
    """Size and time of the last change of a plain file."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None
