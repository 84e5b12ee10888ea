"""Where a training stands, in steps and in seconds."""

from __future__ import annotations

import math
import time
from typing import Any

# Seconds between two reports of the loss: reading it waits for a GPU.
TELL_S = 0.1


class Clock:
    """Counts steps of `batch` pictures of `pictures`, until `epochs` or `budget_s` seconds are over."""

    def __init__(self, pictures: int, batch: int, epochs: float, budget_s: float | None) -> None:
        self.budget_s = budget_s
        groups = math.ceil(pictures / batch)
        # A last batch of one picture is left out: batch normalisation cannot learn from it.
        self.per_epoch = groups - (groups > 1 and pictures % batch == 1)
        self.total = None if budget_s else max(1, round(epochs * self.per_epoch))
        # Epochs and seconds of an earlier training, from which this one is counted on.
        self.behind = (0.0, 0.0)
        self.steps = 0
        self.images = 0
        self._started = time.perf_counter()
        self._told = -1.0  # the first step is told
        self._validating_s = 0.0
        self._read_s = 0.0

    def state(self) -> dict[str, Any]:
        return {
            "steps": self.steps,
            "images": self.images,
            "elapsed": self.elapsed(),
            "validating": self._validating_s,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there; the time in between does not count."""
        self.steps, self.images = state["steps"], state["images"]
        self._started = time.perf_counter() - state["elapsed"]
        self._validating_s = state["validating"]
        self._read_s = state["elapsed"]

    def step(self, images: int) -> None:
        self.steps += 1
        self.images += images

    def elapsed(self) -> float:
        return time.perf_counter() - self._started

    def seconds(self) -> float:
        """Since training began, with an earlier one."""
        return self.behind[1] + self.elapsed()

    def read(self, elapsed: float) -> None:
        """Seconds that went by so far. Read once a step, so that all processes decide by the same time."""
        self._read_s = elapsed

    def fraction(self) -> float:
        """Progress 0..1, the schedule's time."""
        if self.total is not None:
            return self.steps / self.total
        assert self.budget_s is not None
        return min(1.0, self._read_s / self.budget_s)

    def middle_of_step(self) -> float:
        """The schedule's time for the step that comes: its middle, so that no step has a rate of 0."""
        return (self.steps + 0.5) / self.total if self.total is not None else max(1e-3, self.fraction())

    def epoch(self) -> float:
        return self.behind[0] + self.steps / self.per_epoch

    def at_epoch_end(self) -> bool:
        return self.steps % self.per_epoch == 0

    def over(self) -> bool:
        return self.fraction() >= 1

    def should_tell(self) -> bool:
        if self.elapsed() - self._told < TELL_S:
            return False
        self._told = self.elapsed()
        return True

    def validated(self, seconds: float) -> None:
        self._validating_s += seconds

    def images_per_second(self) -> float:
        """Of training alone, without validation."""
        return self.images / max(1e-9, self.elapsed() - self._validating_s)
