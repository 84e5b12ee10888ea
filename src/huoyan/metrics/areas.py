"""Areas under the ROC and the precision-recall curve with their intervals, over classes and groups.

An area counts as a share of so many trials that a binomial share would have the area's variance, and means
over classes are combined as those of shares are. The variance is the larger one of what the samples show
(infinitesimal jackknife, Efron 1982, chapter 6; for the ROC that of DeLong et al. 1988) and of a least one
that does not vanish where a few samples happen to be in perfect order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from huoyan.metrics.intervals.groups import PRIOR, Groups
from huoyan.metrics.intervals.proportions import Z, t_quantile
from huoyan.metrics.intervals.shares import mean_bounds
from huoyan.metrics.ranking import columns, cuts, precision_area, precision_excess, roc_area
from huoyan.results import Estimate

# A share that is nearly 0 or 1 still has a variance.
_NEAR = 1e-6
# What the areas of several classes vary together, to classes apart, where no error shows it: an error
# lowers the area of the class that it misses and of the one that it hits.
_OVERLAP = 1.5
# As many samples as show the variance of an area as well as what is usual.
BELIEVED = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class RocSide:
    """One class against the rest: bool (N,), and of how many independent samples both sides are worth at
    worst."""

    truth: np.ndarray
    positives: float
    negatives: float

    @classmethod
    def of(cls, truth: np.ndarray, groups: Groups) -> RocSide:
        return cls(truth, groups.worst(truth), groups.worst(~truth))


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """`moved`: what each group contributes to its error. `rests`: on how many independent samples it rests.
    `excess`: by how much it is too high on average."""

    value: float
    variance: float
    moved: np.ndarray
    rests: float
    excess: float = 0.0


def roc_of(scores: np.ndarray, side: RocSide, groups: Groups) -> Area:
    """The ROC area of a class that has positives and negatives."""
    value, influence = roc_area(cuts(scores, side.truth), side.truth)
    moved = groups.sums(
        influence * np.where(side.truth, _unbiased(side.positives), _unbiased(side.negatives))
    )
    alone = usual_variance(value, float(side.truth.sum()), float((~side.truth).sum()))
    worst = usual_variance(value, side.positives, side.negatives)
    return _area(value, moved, alone, worst, min(side.positives, side.negatives))


def precision_of(scores: np.ndarray, side: RocSide, groups: Groups) -> Area:
    """The average precision of a class that has positives."""
    found = cuts(scores, side.truth)
    value, influence = precision_area(found, side.truth)
    moved = groups.sums(influence * _unbiased(side.positives))
    near = min(max(value, _NEAR), 1 - _NEAR)
    # At least that of two trials a positive, as of an ROC area with negatives in plenty.
    alone, worst = (near * (1 - near) / (2 * p) for p in (float(side.truth.sum()), side.positives))
    return replace(_area(value, moved, alone, worst, side.positives), excess=precision_excess(found))


def usual_variance(area: float, positives: float, negatives: float) -> float:
    """Of an ROC area: Hanley and McNeil 1982, made symmetric as in method 5 of Newcombe 2006 (Statistics in
    Medicine 25, p. 559). That of scores with exponential distributions, whose area it depends on alone."""
    a = min(max(area, _NEAR), 1 - _NEAR)
    others = max((positives + negatives) / 2 - 1, 0.0)
    pairs = 1 + others * ((1 - a) / (2 - a) + a / (1 + a))
    return a * (1 - a) * pairs / (positives * negatives)


@dataclass(slots=True, eq=False)
class MeanArea:
    """The plain mean over classes, as it grows: influences are summed, so that no (classes, N) matrix is
    kept."""

    areas: list[tuple[float, float, float, float]] = field(default_factory=list)
    together: np.ndarray | float = 0.0
    apart: float = 0.0
    fourth: float = 0.0

    def add(self, area: Area) -> None:
        self.areas.append((area.value, area.variance, area.rests, area.excess))
        self.together = self.together + area.moved
        self.apart += float(np.sum(area.moved**2))
        self.fourth += float(np.sum(area.moved**4))

    def estimate(self, groups: Groups) -> Estimate:
        values, variances, rests, excess = np.array(self.areas).T
        weights = np.full(len(values), 1 / len(values))
        quantile = Z
        if not groups.independent:
            freedom = variances.sum() ** 2 / np.sum(variances**2 / np.maximum(rests - 1, 1))
            quantile = t_quantile(float(freedom))
        near = np.clip(values, _NEAR, 1 - _NEAR)
        trials = near * (1 - near) / variances / self._inflation(float(variances.sum()))
        low = mean_bounds(np.clip(values - excess, 0, 1), trials, weights, quantile)[0]
        high = mean_bounds(values, trials, weights, quantile)[1]
        mean = float(values.mean())
        return Estimate(mean, min(low, mean), max(high, mean), len(groups.of))

    def _inflation(self, variances: float) -> float:
        """The variance of the sum to the sum of the `variances`.

        Classes vary together. And where many samples show a smaller variance than the least one of each
        class, they are believed.
        """
        count = len(self.areas)
        if not self.apart > 0:
            return _OVERLAP if count > 1 else 1.0
        overlap = float(np.clip(np.sum(np.square(self.together)) / self.apart, 1, count))
        known, seen = self.apart**2 / self.fourth, min(self.apart / variances, 1.0)
        return overlap * (known * seen + BELIEVED) / (known + BELIEVED)


def area_estimates(
    probabilities: np.ndarray, targets: np.ndarray, groups: Groups
) -> tuple[Estimate, Estimate] | None:
    """ROC area and average precision; None where no class has positives and negatives.

    Targets are indices (N,) or 0/1 (N, C). Classes without positives count in neither.
    """
    roc, precision = MeanArea(), MeanArea()
    for scores, truth in columns(probabilities, targets):
        if truth.any():
            side = RocSide.of(truth, groups)
            precision.add(precision_of(scores, side, groups))
            if not truth.all():
                roc.add(roc_of(scores, side, groups))
    return (roc.estimate(groups), precision.estimate(groups)) if roc.areas else None


def _area(value: float, moved: np.ndarray, alone: float, worst: float, rests: float) -> Area:
    """`alone` and `worst`: the least variance with independent samples, and with groups that are alike
    within."""
    seen, fourth = float(np.sum(moved**2)), float(np.sum(moved**4))
    known = (seen**2 / fourth) ** 2 if fourth > 0 else 0.0
    blended = (known * seen + PRIOR * worst) / (known + PRIOR)
    return Area(value, max(blended if worst > alone else seen, alone), moved, rests)


def _unbiased(n: float) -> float:
    """The factor to an error out of `n` deviations from their own mean."""
    return float(np.sqrt(n / max(n - 1, 0.5)))
