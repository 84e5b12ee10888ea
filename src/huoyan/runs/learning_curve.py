"""A point of the learning curve: what was measured at an epoch's end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Epoch:
    """One point of the learning curve, taken when `epoch` passes (1.0 = one) were done.

    What was not measured is None. `seconds` counts from the start of the training; `val_score` is the figure
    named `score` on the validation part, by which the best weights are chosen: higher is better.
    """

    epoch: float
    train_loss: float | None = None
    val_loss: float | None = None
    val_score: float | None = None
    score: str = ""
    lr: float | None = None
    images_per_second: float | None = None
    seconds: float | None = None
