"""A figure as a value for each picture: what lets two models be compared picture by picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.paired.chance import chance
from huoyan.metrics.paired.difference import difference
from huoyan.results import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class ByPicture:
    """A figure that is the mean of one value a picture. Satisfies `PairedFigure`.

    name: of the figure, as among the metrics. values (N,): bool where an answer is right or wrong, else
    numbers. falls: whether less is better. unit: what a difference is told as a share of.
    """

    name: str
    values: np.ndarray
    falls: bool = False
    unit: float = 1.0

    def difference(self, other: ByPicture, groups: Groups) -> Estimate:
        return difference(self.values, other.values, groups)

    def chance(self, other: ByPicture, groups: Groups) -> float:
        return chance(self.values, other.values, groups)

    def only_right(self, other: ByPicture) -> tuple[int, int] | None:
        first, second = self.values, other.values
        if first.dtype != bool:
            return None
        return int(np.sum(first & ~second)), int(np.sum(second & ~first))
