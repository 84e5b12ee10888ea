"""After a loss that is no number: back to the last good state, once, with a smaller rate."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from huoyan.errors import TrainingError
from huoyan.learn.fit.keeper import Keepable
from huoyan.learn.fit.learner import Surroundings
from huoyan.learn.fit.targets import Targets
from huoyan.runs.events import Said
from huoyan.words import Message

# How often training goes back, and what becomes of the rate.
RETRIES, CALMER = 1, 0.3


class Calmable(Keepable, Protocol):
    """calmed: how often it went back; its rate is `CALMER` to that power times `peak_rate`."""

    around: Surroundings
    calmed: int
    peak_rate: float


def go_back(training: Calmable, batch: tuple[Tensor, Targets], value: float, words: str = "learn") -> None:
    """The batch is kept for replay. TrainingError (training.diverged) the second time, in `words`."""
    keeper, world = training.around.keeper, training.around.world
    images, targets = world.gather(batch[0], len(batch[1])), batch[1]
    saved = world.from_lead(lambda: keeper.save_batch(images, targets))
    kept = "" if saved is None else "_kept"
    if training.calmed >= RETRIES:
        peak = training.peak_rate
        rate = peak * CALMER**training.calmed
        raise TrainingError(
            Message(f"{words}.diverged{kept}", value=value, rate=rate, batch=saved, lower=peak / 10),
            code="training.diverged",
        )
    step = training.clock.steps
    keeper.restore(training)
    training.calmed += 1
    training.around.listen(
        Said(
            Message(
                f"learn.goes_back{kept}",
                value=value,
                step=step,
                back=training.clock.steps,
                factor=CALMER,
                batch=saved,
            ),
            warning=True,
        )
    )
