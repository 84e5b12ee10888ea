"""Alarms are committed to the disk before they are sent, together with how far the watch has come."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from huoyan.errors import WatchError
from huoyan.watch.alarms.alarm import Alarm
from huoyan.watch.alarms.crowding import bundle_oldest, waiting_for
from huoyan.watch.alarms.database import OUTBOX_FILE, connected, within
from huoyan.watch.alarms.reserve import Reserve
from huoyan.watch.alarms.storm import Storm, StormLimit, gather, settle
from huoyan.words import Message

MOST_WAITING = 10_000  # alarms that wait for one sink; beyond, the oldest are bundled
MOST_KEPT = 10_000  # alarms that every sink has taken, by whose keys doubles are known


class Outbox:
    """The alarms of one folder. Of one thread; each sink takes its alarms by a connection of its own.

    sinks: their names. One that is new gets what is put from now on; one that is no longer named keeps what
    waits for it, up to the same bound.
    """

    def __init__(
        self,
        folder: Path,
        sinks: Iterable[str],
        *,
        storms: StormLimit | None = None,
        most_waiting: int = MOST_WAITING,
        most_kept: int = MOST_KEPT,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = folder / OUTBOX_FILE
        self._storms, self._committed = storms or StormLimit(), committed
        self._most_waiting, self._most_kept = most_waiting, most_kept
        self._db = connected(self.path)
        self._reserve = Reserve(folder)
        self._write(lambda: self._begin_sinks(sinks))
        self._reserve.make()

    def put(self, *alarms: Alarm, position: Mapping[str, Any] | None = None, source: str = "") -> int:
        """How many are new, by their keys. On return they and the position of `source` are on the disk.

        position: whatever lets the watch go on from here. More alarms of a rule than the limit of a storm are
        gathered to one, which `settle` lets go. Raises WatchError (watch.outbox_full) and has then put
        nothing: neither alarms nor position.
        """

        def write() -> int:
            if position is not None:
                self._keep_position(source, position)
            return sum(self._take(each) for each in alarms)

        new = self._write(write)
        if alarms:
            self._committed()
        return new

    def settle(self, seconds: float) -> None:
        """Lets go what was gathered in a storm that is over at `seconds` of the stream; infinity: all."""
        if self._one("SELECT count(*) FROM storm WHERE gathered IS NOT NULL") == 0:
            return
        if self._write(lambda: self._settle(seconds)):
            self._committed()

    def forget_storms(self) -> None:
        """Seconds begin anew, as those of a camera do: what was gathered is let go, and no storm goes on."""
        self.settle(math.inf)
        self._write(lambda: self._db.execute("DELETE FROM storm").rowcount)

    def position(self, source: str = "") -> dict[str, Any] | None:
        """What the last commit said of how far `source` was watched."""
        try:
            found = self._db.execute("SELECT value FROM position WHERE source = ?", (source,)).fetchone()
        except sqlite3.Error as error:
            raise self._unwritten(error) from error
        return json.loads(found[0]) if found else None

    def waiting(self) -> dict[str, int]:
        """How many alarms each sink has still to take, those of earlier watches too."""
        names = [name for (name,) in self._db.execute("SELECT name FROM sink ORDER BY name").fetchall()]
        return {name: waiting_for(self._db, name) for name in names}

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin_sinks(self, sinks: Iterable[str]) -> int:
        last = self._one("SELECT coalesce(max(id), 0) FROM alarm")
        rows = [(name, last) for name in sinks]
        self._db.executemany("INSERT OR IGNORE INTO sink (name, cursor) VALUES (?, ?)", rows)
        return len(rows)

    def _keep_position(self, source: str, position: Mapping[str, Any]) -> None:
        value = json.dumps(position)
        self._db.execute("INSERT OR REPLACE INTO position (source, value) VALUES (?, ?)", (source, value))

    def _take(self, alarm: Alarm) -> int:
        if self._db.execute("SELECT 1 FROM alarm WHERE key = ?", (alarm.key,)).fetchone():
            return 0
        storm, told = gather(self._storm(alarm.source, alarm.event.rule), alarm, self._storms)
        self._keep_storm(alarm.source, alarm.event.rule, storm)
        return self._insert(told)

    def _settle(self, seconds: float) -> int:
        rows = self._db.execute("SELECT source, rule FROM storm WHERE gathered IS NOT NULL").fetchall()
        told = 0
        for source, rule in rows:
            storm, over = settle(self._storm(source, rule), seconds, self._storms)
            if over:
                self._keep_storm(source, rule, storm)
                told += self._insert(over)
        return told

    def _storm(self, source: str, rule: str) -> Storm:
        select = "SELECT recent, gathered FROM storm WHERE source = ? AND rule = ?"
        row = self._db.execute(select, (source, rule)).fetchone()
        if row is None:
            return Storm()
        recent, gathered = row
        return Storm(tuple(json.loads(recent)), Alarm.from_json(json.loads(gathered)) if gathered else None)

    def _keep_storm(self, source: str, rule: str, storm: Storm) -> None:
        gathered = _body(storm.gathered) if storm.gathered else None
        row = (source, rule, json.dumps(storm.recent), gathered)
        self._db.execute(
            "INSERT OR REPLACE INTO storm (source, rule, recent, gathered) VALUES (?, ?, ?, ?)", row
        )

    def _insert(self, alarms: Iterable[Alarm]) -> int:
        rows = [(each.key, _body(each)) for each in alarms]
        before = self._db.total_changes
        self._db.executemany("INSERT OR IGNORE INTO alarm (key, body) VALUES (?, ?)", rows)
        new = self._db.total_changes - before
        if new:
            self._bound()
        return new

    def _bound(self) -> None:
        for name, waiting in self.waiting().items():
            if waiting > self._most_waiting:
                bundle_oldest(self._db, name, waiting - self._most_waiting // 2)
        _forget_taken(self._db, self._most_kept)

    def _write(self, body: Callable[[], int]) -> int:
        """`body` in one transaction; a second time with the reserve given free where the disk is full."""
        try:
            with within(self._db):
                return body()
        except sqlite3.Error as error:
            if not _is_full(error) or not self._reserve.give_free():
                raise self._unwritten(error) from error
        try:
            with within(self._db):
                return body()
        except sqlite3.Error as error:
            raise self._unwritten(error) from error

    def _unwritten(self, error: sqlite3.Error) -> WatchError:
        full = _is_full(error)
        key = "alarms.outbox_full" if full else "alarms.outbox_cannot_be_used"
        code = "watch.outbox_full" if full else "watch.outbox"
        return WatchError(Message(key, path=self.path, reason=str(error)), code=code)

    def _one(self, select: str) -> int:
        try:
            (value,) = self._db.execute(select).fetchone()
        except sqlite3.Error as error:
            raise self._unwritten(error) from error
        return int(value)


def _is_full(error: sqlite3.Error) -> bool:
    """Whether the disk is; what the module itself says has no number."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _forget_taken(db: sqlite3.Connection, most: int) -> None:
    """Those that every sink has taken or given up, but for the newest `most` ids."""
    db.execute(
        """DELETE FROM alarm WHERE id <= (SELECT max(id) FROM alarm) - ?
          AND id <= (SELECT coalesce(min(cursor), (SELECT max(id) FROM alarm)) FROM sink)
          AND id NOT IN (SELECT alarm FROM aside WHERE NOT given_up)""",
        (most,),
    )
    db.execute("DELETE FROM aside WHERE given_up AND alarm NOT IN (SELECT id FROM alarm)")


def _body(alarm: Alarm) -> str:
    return json.dumps(alarm.to_json(), ensure_ascii=False)
