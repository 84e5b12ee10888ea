"""What one sink has still to take: its own cursor over the outbox, and what it did not take at first."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from huoyan.watch.alarms.alarm import Alarm
from huoyan.watch.alarms.crowding import put_aside, waiting_for
from huoyan.watch.alarms.database import connected, within

MOST_REFUSALS = 12  # of one alarm while others are taken: then it is given up


@dataclass(frozen=True, slots=True)
class Queued:
    """number: of the row; body: the very JSON that is sent, each time the same. aside: refused before."""

    number: int
    alarm: Alarm
    body: bytes
    aside: bool


class SinkQueue:
    """Of one thread. What is said to be taken is remembered across kill -9; a power cut may undo it."""

    def __init__(self, path: Path, sink: str) -> None:
        self._sink = sink
        self._db = connected(path, "NORMAL")

    def next(self, is_due: Callable[[int], bool]) -> Queued | None:
        """First one of those put aside that `is_due`, else the next of the row."""
        select = """SELECT id, body FROM alarm JOIN aside ON aside.alarm = id
          WHERE aside.sink = ? AND NOT given_up ORDER BY id"""
        for number, body in self._db.execute(select, (self._sink,)):
            if is_due(number):
                return _queued(number, body, aside=True)
        select = """SELECT id, body FROM alarm WHERE sink IS NULL
          AND id > (SELECT cursor FROM sink WHERE name = ?) ORDER BY id LIMIT 1"""
        row = self._db.execute(select, (self._sink,)).fetchone()
        return _queued(row[0], row[1], aside=False) if row else None

    def taken(self, queued: Queued) -> None:
        with within(self._db):
            self._pass(queued)
            self._db.execute("DELETE FROM aside WHERE sink = ? AND alarm = ?", (self._sink, queued.number))
            self._db.execute("UPDATE sink SET delivered = delivered + 1 WHERE name = ?", (self._sink,))

    def refused(self, queued: Queued, reason: str) -> tuple[int, bool]:
        """Puts it aside: how often it was refused by now, and whether it is given up.

        It is, where the sink has taken others since the first refusal: then the fault is not the sink's.
        """
        with within(self._db):
            self._pass(queued)
            put_aside(self._db, self._sink, queued.number)
            update = """UPDATE aside SET attempts = attempts + 1, reason = ?, given_up = attempts + 1 >= ?
              AND delivered < (SELECT sink.delivered FROM sink WHERE name = aside.sink)
              WHERE sink = ? AND alarm = ? RETURNING attempts, given_up"""
            values = (reason, MOST_REFUSALS, self._sink, queued.number)
            ((attempts, given_up),) = self._db.execute(update, values).fetchall()
        return attempts, bool(given_up)

    def waiting(self) -> int:
        return waiting_for(self._db, self._sink)

    def close(self) -> None:
        self._db.close()

    def _pass(self, queued: Queued) -> None:
        """The cursor never goes back: the outbox may have bundled meanwhile."""
        if not queued.aside:
            update = "UPDATE sink SET cursor = max(cursor, ?) WHERE name = ?"
            self._db.execute(update, (queued.number, self._sink))


def _queued(number: int, body: str, *, aside: bool) -> Queued:
    return Queued(number, Alarm.from_json(json.loads(body)), body.encode(), aside)
