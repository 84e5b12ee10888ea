"""Figures of predicted numbers, each with its 95 % interval.

Mean absolute and root mean squared error, the share of the variance that is explained (R2), and the rank
correlation. Intervals: the jackknife over groups (a sample without a group is one), on a scale on which the
figure is nearly normal (logarithm of an error and of 1 - R2), with Student's t (Efron and Tibshirani 1993,
chapter 11). Squares of skewed errors hang on a few that a sample may not have met, so the upper end of RMSE
counts one more of them (benchmarks/coverage_regression.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import refuse
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import t_quantile
from huoyan.metrics.rank_correlation import rank_correlation
from huoyan.results import Estimate
from huoyan.words import Message

# Groups that a jackknife needs: with fewer its variance is a guess.
LEAST_SAMPLES = 10
_TINY = float(np.finfo(np.float64).tiny)
# The square of an error that was not met, in the largest of those that were.
UNMET = 2.0
# How far one group moves a figure on its scale at most: to infinity where it makes up all of an error.
FURTHEST = math.log(1000)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a function of sums over samples.

    parts: numbers of each sample (N, P) whose sums it needs, from predictions and truths (N,). scaled: the
    figure on the scale of its interval, from sums (..., P) and numbers of samples (...); back: from there to
    the figure. falls: whether the scale runs the other way. unmet: the upper end is, if that is higher, that
    of the samples and one group more, whose sums are so many times those of the group with the largest.
    """

    parts: Callable[[np.ndarray, np.ndarray], np.ndarray]
    scaled: Callable[[np.ndarray, np.ndarray], np.ndarray]
    back: Callable[[float], float]
    falls: bool = False
    unmet: float = 0.0

    def estimate(self, predicted: np.ndarray, truth: np.ndarray, groups: Groups) -> Estimate:
        parts = self.parts(predicted, truth)
        sums = np.stack([groups.sums(column) for column in parts.T], axis=1)
        sizes = groups.sums(np.ones(len(truth)))
        whole, half = self._jackknife(sums, sizes)
        low, high = whole - half, whole + half
        if self.unmet:
            most = sums[:, 0].argmax()
            added = self._jackknife(np.vstack([sums, self.unmet * sums[most]]), np.append(sizes, sizes[most]))
            high = max(high, sum(added))
        value, low, high = (self.back(float(x)) for x in (whole, low, high))
        return Estimate(value, *((high, low) if self.falls else (low, high)), len(truth))

    def _jackknife(self, sums: np.ndarray, sizes: np.ndarray) -> tuple[float, float]:
        """The figure on its scale and half of its interval, from sums (G, P) and sizes (G,) of groups."""
        count, n = len(sizes), sizes.sum()
        whole = float(self.scaled(sums.sum(axis=0), n))
        moved = self.scaled(sums.sum(axis=0) - sums, n - sizes) - whole
        without = np.clip(moved, -FURTHEST, FURTHEST)
        variance = (count - 1) / count * float(np.sum((without - without.mean()) ** 2))
        return whole, t_quantile(count - 1) * math.sqrt(variance)


def value_estimates(predicted: np.ndarray, truth: np.ndarray, groups: Groups) -> dict[str, Estimate]:
    """`mae`, `rmse`, `r2` and `spearman` of predictions (N,) for one quantity.

    Those that are not defined are absent: all where there are fewer than LEAST groups, `r2` and `spearman`
    where all truths are equal, or all but those of one group, `spearman` where predictions are. UsageError
    for arrays that do not fit.
    """
    if predicted.shape != truth.shape or truth.ndim != 1 or not np.isfinite([predicted, truth]).all():
        raise refuse(Message("metrics.regression", predicted=str(predicted.shape), truth=str(truth.shape)))
    if groups.count < LEAST_SAMPLES:
        return {}
    p, t = np.asarray(predicted, np.float64), np.asarray(truth, np.float64)
    names = ["mae", "rmse"]
    if _varies(t, groups):
        names += ["r2", "spearman"] if _varies(p, groups) else ["r2"]
    return {name: FIGURES[name](p, t, groups) for name in names}


def _varies(values: np.ndarray, groups: Groups) -> bool:
    """Whether values (N,) differ, whichever group is left out."""
    centred = values - values.mean()
    sums, squares, sizes = (groups.sums(each) for each in (centred, centred**2, np.ones(len(values))))
    rest = squares.sum() - squares - (sums.sum() - sums) ** 2 / (len(values) - sizes)
    return bool(rest.min() > 1e-12 * squares.sum())


def _log(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(np.maximum(values, _TINY)))


def _absolute(predicted: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(predicted - truth))[:, None]


def _squared(predicted: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return np.asarray((predicted - truth) ** 2)[:, None]


def _explained(predicted: np.ndarray, truth: np.ndarray) -> np.ndarray:
    centred = truth - truth.mean()  # sums of large numbers would cancel
    return np.stack([(predicted - truth) ** 2, centred, centred**2], axis=1)


def _unexplained(sums: np.ndarray, n: np.ndarray) -> np.ndarray:
    """log(1 - R2)."""
    spread = sums[..., 2] - sums[..., 1] ** 2 / n
    return np.asarray(_log(sums[..., 0]) - _log(spread))


FIGURES: dict[str, Callable[[np.ndarray, np.ndarray, Groups], Estimate]] = {
    "mae": Figure(_absolute, lambda sums, n: _log(sums[..., 0] / n), math.exp).estimate,
    "rmse": Figure(_squared, lambda sums, n: _log(sums[..., 0] / n) / 2, math.exp, unmet=UNMET).estimate,
    "r2": Figure(_explained, _unexplained, lambda x: 1 - math.exp(x), falls=True).estimate,
    "spearman": rank_correlation,
}
