"""How the answers of one place compare with the reference, picture by picture."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from huoyan.artifact.certificate import PlaceFigures
from huoyan.results import Failure
from huoyan.runtimes.parity import MIN_AGREEMENT
from huoyan.tasks.base import Outputs, Task

ANYWHERE = "anywhere"  # the limit in `Task.allowed` where files are decoded and resized by others, too
# What differs without an end, as JSON can hold it.
ENDLESS = 1e9


@dataclass(slots=True)
class Tally:
    """Takes the answers of a place one by one. may_refuse: formats that Python reads."""

    name: str
    version: str
    task: Task
    may_refuse: bool = False
    same: list[bool] = field(default_factory=list)
    refused: int = 0
    beyond: int = 0
    worst: str = ""
    difference: float = 0.0

    def add(self, picture: str, found: Outputs | Failure, expected: Outputs | Failure) -> None:
        if isinstance(expected, Failure):
            self.beyond += not isinstance(found, Failure)
            return
        if isinstance(found, Failure):
            self.refused += 1
            return
        alike, apart = differing(found, expected, self.task)
        self.same.append(alike)
        if apart >= self.difference:
            self.worst, self.difference = picture, apart

    def figures(self, reason: str = "") -> PlaceFigures:
        """reason: why the place did not go on to the end; it has not passed then."""
        agreement = float(np.mean(self.same)) if self.same else 0.0
        close = agreement >= MIN_AGREEMENT and self.difference <= self.task.allowed[ANYWHERE]
        return PlaceFigures(
            name=self.name,
            version=self.version,
            n=len(self.same),
            refused=self.refused,
            beyond=self.beyond,
            agreement=agreement,
            difference=self.difference,
            worst=self.worst,
            reason=reason,
            passed=bool(self.same) and close and (self.may_refuse or not self.refused) and not reason,
        )


def differing(found: Outputs, expected: Outputs, task: Task) -> tuple[bool, float]:
    """Of one picture: whether the answer is the same, and how far the two are apart."""
    if any(name not in found or found[name].shape != expected[name].shape for name in task.outputs):
        return False, ENDLESS
    apart = task.difference(found, expected)
    return bool(apart.same[0]), min(float(apart.distances[0]), ENDLESS)
