"""Who listens to a run: log.jsonl, TensorBoard, and several at once."""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path
from typing import Any

from huoyan.errors import MissingExtra
from huoyan.learn.events import Advanced, Event, Listener, Stepped, Validated


class LogFile:
    """One JSON object a line: what was said, each phase, each step told and each validation."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._started = time.perf_counter()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Advanced):
            return
        entry = {"seconds": round(time.perf_counter() - self._started, 3), **_described(event)}
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def _described(event: Event) -> dict[str, Any]:
    kind = type(event).__name__.lower()
    if isinstance(event, Validated):
        return {"event": kind, "best": event.best, **dataclasses.asdict(event.epoch)}
    return {"event": kind, **dataclasses.asdict(event)}


class TensorBoard:
    """Writes loss, rate and validation scores as TensorBoard events."""

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise MissingExtra("tensorboard", "tensorboard", "--tensorboard") from error
        self._writer = SummaryWriter(str(folder))
        self._step = 0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Stepped):
            self._step = event.step
            self._add({"train/loss": event.loss, "train/rate": event.rate})
        elif isinstance(event, Validated):
            self._add({"val/loss": event.epoch.val_loss, "val/accuracy": event.epoch.val_accuracy})

    def _add(self, values: dict[str, float | None]) -> None:
        for name, value in values.items():
            if value is not None:
                self._writer.add_scalar(name, value, self._step)

    def close(self) -> None:
        self._writer.close()


def together(*listeners: Listener) -> Listener:
    """Tells each of `listeners`, in order."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell
