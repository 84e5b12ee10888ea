"""log.jsonl: what a run told, one JSON object a line."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
import os
import time
from io import FileIO
from pathlib import Path
from typing import Any

from huoyan.runs.events import Advanced, Climbed, Event, Judged, Validated


class LogFile:
    """One JSON object a line: what was said, each phase, each step told and each validation.

    `held`: what is told before `open` is written then; a run that goes on stays as it is until its data are
    known to be its own. A disk that is full must not end a training for the sake of its log: lines that do
    not fit are left out, whole, and the next one that fits tells how many they were.
    """

    def __init__(self, path: Path, *, held: bool = False) -> None:
        self._path = path
        self._file: FileIO | None = None
        self._held: list[dict[str, Any]] = []
        self._started = time.perf_counter()
        self._lost = 0
        if not held:
            self.open()

    def open(self) -> None:
        """Raises OSError where there can be no log at all. Once it is open, nothing more is done."""
        if self._file is not None:
            return
        self._file = self._path.open("ab", buffering=0)
        for entry in self._held:
            self._add(entry)
        self._held.clear()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Advanced):
            return
        entry = {"seconds": round(time.perf_counter() - self._started, 3), **_described(event)}
        if self._file is None:
            self._held.append(entry)
        else:
            self._add(entry)

    def _add(self, entry: dict[str, Any]) -> None:
        lost = {"lines_lost": self._lost} if self._lost else {}
        text = json.dumps(_finite({**entry, **lost}), ensure_ascii=False, allow_nan=False)
        written = self._write(f"{text}\n".encode(errors="backslashreplace"))
        self._lost = 0 if written else self._lost + 1

    def _write(self, line: bytes) -> bool:
        assert self._file is not None
        with contextlib.suppress(OSError):
            size = os.fstat(self._file.fileno()).st_size
            with contextlib.suppress(OSError):
                if self._file.write(line) == len(line):
                    return True
            self._file.truncate(size)
        return False

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()


def _finite(entry: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no NaN and no infinity: null stands for them."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in entry.items()
    }


def _described(event: Event) -> dict[str, Any]:
    kind = type(event).__name__.lower()
    if isinstance(event, Validated):
        epoch = dataclasses.asdict(event.epoch)
        # `seconds` of a line counts from the start of the log, that of an epoch from the start of training.
        return {"event": kind, "best": event.best, "training_seconds": epoch.pop("seconds"), **epoch}
    if isinstance(event, Judged):
        judgement = dataclasses.asdict(event.judgement)
        return {"event": kind, "best": event.best, "training_seconds": judgement.pop("seconds"), **judgement}
    if isinstance(event, Climbed):
        rung = dataclasses.asdict(event.rung)
        return {"event": kind, "rung_seconds": rung.pop("seconds"), **rung}
    return {"event": kind, **dataclasses.asdict(event)}
