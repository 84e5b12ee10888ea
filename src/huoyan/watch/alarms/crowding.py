"""A sink that is dead for days: the oldest alarms that wait for it become one a rule, so that growth ends."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from functools import reduce

from huoyan.watch.alarms.alarm import Alarm, hashed
from huoyan.watch.alarms.storm import merged

Waiting = tuple[int, Alarm]


def waiting_for(db: sqlite3.Connection, sink: str) -> int:
    """How many alarms it has still to take."""
    select = """SELECT (SELECT count(*) FROM aside WHERE sink = :sink AND NOT given_up) + (SELECT count(*)
      FROM alarm WHERE sink IS NULL AND id > (SELECT cursor FROM sink WHERE name = :sink))"""
    (waiting,) = db.execute(select, {"sink": sink}).fetchone()
    return int(waiting)


def bundle_oldest(db: sqlite3.Connection, sink: str, number: int) -> None:
    """The `number` oldest that wait for `sink` become bundles that it alone is sent, ahead of the others.

    Within a transaction of the caller. Other sinks keep theirs.
    """
    aside, beyond = _oldest(db, sink, number)
    groups: dict[tuple[str, str], list[Waiting]] = defaultdict(list)
    for each in (*aside, *beyond):
        groups[each[1].source, each[1].event.rule].append(each)
    for waiting in groups.values():
        if len(waiting) > 1:
            _replace(db, sink, [number for number, _ in waiting], reduce(merged, (x for _, x in waiting)))
        elif waiting[0] in beyond:  # alone of its rule: it waits beside the cursor, as it is
            put_aside(db, sink, waiting[0][0])
    if beyond:
        db.execute("UPDATE sink SET cursor = ? WHERE name = ?", (beyond[-1][0], sink))


def _oldest(db: sqlite3.Connection, sink: str, number: int) -> tuple[list[Waiting], list[Waiting]]:
    """Those put aside, of which all are older, and those beyond the cursor."""
    aside = """SELECT id, body FROM alarm JOIN aside ON aside.alarm = id
      WHERE aside.sink = ? AND NOT given_up ORDER BY id LIMIT ?"""
    beyond = """SELECT id, body FROM alarm WHERE sink IS NULL
      AND id > (SELECT cursor FROM sink WHERE name = ?) ORDER BY id LIMIT ?"""
    first = _read(db, aside, sink, number)
    return first, _read(db, beyond, sink, number - len(first))


def _read(db: sqlite3.Connection, select: str, sink: str, number: int) -> list[Waiting]:
    rows = db.execute(select, (sink, number)).fetchall()
    return [(row, Alarm.from_json(json.loads(body))) for row, body in rows]


def _replace(db: sqlite3.Connection, sink: str, numbers: list[int], bundle: Alarm) -> None:
    rows = [(sink, number) for number in numbers]
    db.executemany("DELETE FROM aside WHERE sink = ? AND alarm = ?", rows)
    db.executemany("DELETE FROM alarm WHERE sink = ? AND id = ?", rows)  # earlier bundles of this sink
    values = bundle.to_json() | {"key": hashed("crowd", sink, bundle.key, bundle.count)}
    insert = "INSERT INTO alarm (key, sink, body) VALUES (?, ?, ?)"
    made = db.execute(insert, (values["key"], sink, json.dumps(values, ensure_ascii=False)))
    put_aside(db, sink, made.lastrowid)


def put_aside(db: sqlite3.Connection, sink: str, number: int | None) -> None:
    """The alarm waits for the sink beside its cursor; nothing changes where it does so already."""
    db.execute(
        "INSERT OR IGNORE INTO aside (sink, alarm, attempts, delivered)"
        " SELECT name, ?, 0, delivered FROM sink WHERE name = ?",
        (number, sink),
    )
