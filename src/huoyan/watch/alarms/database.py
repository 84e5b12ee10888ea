"""The SQLite file that holds the alarms of a watch, and what its disk is told to promise."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from huoyan.errors import WatchError
from huoyan.words import Message

OUTBOX_FILE = "outbox.sqlite"
LAYOUT = 1
LOG_PAGES = 100  # of 4 KB: of a disk that is nearly full the log must not take what alarms need
BUSY_S = 30.0  # how long one writer waits for another
# aside: alarms that a sink did not take, or bundles that it has not yet been sent, beside its cursor.
# alarm.sink: the only one that is sent it, where it is a bundle made for one sink.
TABLES = """
CREATE TABLE alarm (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, sink TEXT,
  body TEXT NOT NULL);
CREATE TABLE sink (name TEXT PRIMARY KEY, cursor INTEGER NOT NULL, delivered INTEGER NOT NULL DEFAULT 0);
CREATE TABLE aside (sink TEXT NOT NULL, alarm INTEGER NOT NULL, attempts INTEGER NOT NULL,
  delivered INTEGER NOT NULL, reason TEXT, given_up INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (sink, alarm));
CREATE TABLE storm (source TEXT NOT NULL, rule TEXT NOT NULL, recent TEXT NOT NULL, gathered TEXT,
  PRIMARY KEY (source, rule));
CREATE TABLE position (source TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE written (path TEXT PRIMARY KEY, at REAL NOT NULL, bytes INTEGER, changed INTEGER);
"""
Synchronous = Literal["FULL", "NORMAL"]


def connected(path: Path, synchronous: Synchronous = "FULL") -> sqlite3.Connection:
    """FULL: what is committed is on the disk. NORMAL: it outlives this process, not a power cut.

    Of one thread at a time, which need not stay the same. The file is made where it is absent, for its
    owner's eyes only. Raises WatchError.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return _opened(path, synchronous)
    except (OSError, sqlite3.Error) as error:
        message = Message("alarms.outbox_cannot_be_used", path=path, reason=str(error))
        raise WatchError(message, code="watch.outbox") from error


@contextmanager
def within(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction: all that is written in the block, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite has ended it itself where the disk is full
            db.execute("ROLLBACK")
        raise


def _opened(path: Path, synchronous: Synchronous) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {synchronous}")
        db.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        with within(db):
            _check_layout(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _check_layout(db: sqlite3.Connection, path: Path) -> None:
    (layout,) = db.execute("PRAGMA user_version").fetchone()
    if layout == 0:
        for statement in TABLES.split(";")[:-1]:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {LAYOUT}")
    elif layout != LAYOUT:
        message = Message("alarms.outbox_of_another_version", path=path, layout=layout, expected=LAYOUT)
        raise WatchError(message, code="watch.outbox")
