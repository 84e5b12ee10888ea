"""Who listens to a run: log.jsonl, TensorBoard, and several at once."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import time
from collections.abc import Callable
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

from huoyan.errors import MissingExtra
from huoyan.learn.events import Advanced, Event, Listener, Stepped, Validated


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
        """Raises OSError where there can be no log at all."""
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
        text = json.dumps({**entry, **lost}, ensure_ascii=False)
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


def _described(event: Event) -> dict[str, Any]:
    kind = type(event).__name__.lower()
    if isinstance(event, Validated):
        epoch = dataclasses.asdict(event.epoch)
        # `seconds` of a line counts from the start of the log, that of an epoch from the start of training.
        return {"event": kind, "best": event.best, "training_seconds": epoch.pop("seconds"), **epoch}
    return {"event": kind, **dataclasses.asdict(event)}


class TensorBoard:
    """Writes loss, rate and validation scores as TensorBoard events, until a full disk ends that.

    Nothing is written before the first of them.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise MissingExtra("tensorboard", "tensorboard", "--tensorboard") from error
        self._open: Callable[[], Any] = partial(SummaryWriter, str(folder))
        self._writer: Any = None
        self._step = 0
        self._ended = False

    def __call__(self, event: Event) -> None:
        if isinstance(event, Stepped):
            self._step = event.step
            self._add({"train/loss": event.loss, "train/rate": event.rate})
        elif isinstance(event, Validated):
            self._add({"val/loss": event.epoch.val_loss, "val/accuracy": event.epoch.val_accuracy})

    def _add(self, values: dict[str, float | None]) -> None:
        for name, value in values.items():
            if value is None or self._ended:
                continue
            try:
                self._writer = self._writer or self._open()
                self._writer.add_scalar(name, value, self._step)
            except OSError:  # its own thread has told it by now; the training goes on
                self._ended = True

    def close(self) -> None:
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.close()


def together(*listeners: Listener) -> Listener:
    """Tells each of `listeners`, in order."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell
