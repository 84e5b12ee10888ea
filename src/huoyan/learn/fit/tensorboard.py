"""Loss, rate and validation scores as TensorBoard events."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from huoyan.errors import MissingExtra
from huoyan.runs.events import Event, Stepped, Validated


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
            self._add({"val/loss": event.epoch.val_loss, f"val/{event.epoch.score}": event.epoch.val_score})

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
