"""What made pictures were worth at one moment of a training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """Taken when `epoch` passes over the real pictures were done, on `n` made ones.

    kid, lower is better, and its deviation; precision, recall and diversity: see `metrics.generated`;
    diversity is None where real pictures of a class do not differ. Losses: means since the judgement before.
    `seconds` counts from the start of the training.
    """

    epoch: float
    n: int
    kid: float
    deviation: float
    precision: float
    recall: float
    diversity: float | None
    generator_loss: float | None
    discriminator_loss: float | None
    images_per_second: float
    seconds: float
