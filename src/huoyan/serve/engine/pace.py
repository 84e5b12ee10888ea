"""How fast a model answers, as it was measured: what may wait, how long, and how many at once."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence

import numpy as np

from huoyan.runtimes.base import Runtime

NEW = 0.2  # weight of the newest measurement
MOST_TRIED, LONGEST_S, TRIES = 16, 0.25, 5
WORTH = 0.97  # a larger batch is worth it where a picture takes so much less time
LONGEST_RETRY_S = 60


class Pace:
    """Moving averages. Written in the model's thread, read in any: each is one number."""

    def __init__(self, costs: dict[int, float]) -> None:
        """costs: seconds a picture by size of the batch."""
        self._costs = dict(costs)
        self.per_picture = min(costs.values(), default=0.0)

    def ran(self, pictures: int, seconds: float) -> None:
        """A batch was run."""
        cost = seconds / pictures
        self._costs[pictures] = _moved(self._costs.get(pictures, cost), cost)

    def answered(self, pictures: int, seconds: float) -> None:
        """So many were answered in this time while others waited: decoding and all else counts too."""
        self.per_picture = _moved(self.per_picture, seconds / pictures)

    def gain(self, pictures: int, more: int) -> float:
        """Seconds that are saved where `more` pictures go together instead of `pictures`, which are fewer."""
        few, many = self._costs.get(pictures), self._costs.get(more)
        return 0.0 if few is None or many is None else max(0.0, (few - many) * more)

    def wait(self, waiting: int) -> float:
        """Seconds until the last of so many should be answered."""
        return waiting * self.per_picture

    def retry_after_s(self, waiting: int) -> int:
        return max(1, min(LONGEST_RETRY_S, math.ceil(self.wait(waiting))))


def measured_costs(runtime: Runtime, picture: Sequence[int], most: int | None) -> dict[int, float]:
    """Seconds a picture of batches of 1, 2, 4 ... which an engine prepares at their first run.

    most: the largest batch; None: the largest that is worth it. Engines compile or keep memory for each size
    that they meet, so only these are ever run.
    """
    costs: dict[int, float] = {}
    size, limit = 1, MOST_TRIED if most is None else most
    while size <= limit:
        batch = np.zeros((size, *picture), np.uint8)
        runtime.run(batch)
        seconds = min(_timed(runtime, batch) for _ in range(TRIES))
        if most is None and size > 1 and seconds > LONGEST_S:
            break
        costs[size] = seconds / size
        size *= 2
    return costs if most is not None else worth(costs)


def worth(costs: Mapping[int, float]) -> dict[int, float]:
    """Those up to the largest that saves something over each smaller one."""
    kept: dict[int, float] = {}
    largest = 1
    for size, cost in costs.items():
        if all(cost < WORTH * other for other in kept.values()):
            largest = size
        kept[size] = cost
    return {size: cost for size, cost in kept.items() if size <= largest}


def _timed(runtime: Runtime, batch: np.ndarray) -> float:
    started = time.perf_counter()
    runtime.run(batch)
    return time.perf_counter() - started


def _moved(old: float, new: float) -> float:
    return old + NEW * (new - old)
