"""ROC areas of two models on the same pictures (DeLong, DeLong and Clarke-Pearson 1988)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import Z
from huoyan.metrics.ranking import cuts, roc_area
from huoyan.results import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class RocArea:
    """The area of scores (N,) with their truth, bool (N,), which has both sides. Satisfies `PairedFigure`."""

    name: str
    scores: np.ndarray
    truth: np.ndarray

    @property
    def falls(self) -> bool:
        return False

    @property
    def unit(self) -> float:
        return 1.0

    def difference(self, other: RocArea, groups: Groups) -> Estimate:
        apart, deviation = self._apart(other, groups)
        low, high = max(-1.0, apart - Z * deviation), min(1.0, apart + Z * deviation)
        return Estimate(apart, low, high, len(self.scores))

    def chance(self, other: RocArea, groups: Groups) -> float:
        apart, deviation = self._apart(other, groups)
        if deviation > 0:
            return math.erfc(abs(apart) / deviation / math.sqrt(2))
        return 1.0 if apart == 0 else 0.0

    def only_right(self, other: RocArea) -> None:
        """None: a score is neither right nor wrong."""

    def _apart(self, other: RocArea, groups: Groups) -> tuple[float, float]:
        """The difference of the areas and its standard deviation. Pictures move both areas at once."""
        first, moves = roc_area(cuts(self.scores, self.truth), self.truth)
        second, others = roc_area(cuts(other.scores, other.truth), other.truth)
        negatives, positives = (_unbiased(groups.worst(side)) for side in (~self.truth, self.truth))
        moved = groups.sums((moves - others) * np.where(self.truth, positives, negatives))
        return first - second, float(np.sqrt(np.sum(moved**2)))


def _unbiased(n: float) -> float:
    """The factor to an error out of `n` deviations from their own mean."""
    return math.sqrt(n / max(n - 1, 0.5))
