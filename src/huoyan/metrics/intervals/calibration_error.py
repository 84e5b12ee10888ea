"""The interval of the calibration error. Noise makes that error larger than it is, the more so the fewer
samples.

An error is in the interval if a model with it would give one like that of the sample: drawn again and again
with the confidences of the sample, and with shares of right answers that lie off them in one of three ways.
As in the sample, times a factor; or overconfident or underconfident everywhere, by a step on the logit scale,
since a sample without errors does not show where they would be. The interval holds what any of the three ways
allows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.calibration import BINS, bin_of
from huoyan.metrics.intervals.groups import Groups, Parts, worth
from huoyan.metrics.intervals.proportions import TAILS, Z
from huoyan.results import Estimate

DRAWS = 400
HALVINGS = 8
FARTHEST = 64.0  # on the logit scale, and of the factor: beyond every share that floats can tell apart
_NEAR = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """The bins that hold samples: their share of all, mean confidence and accuracy, and trials. (B,) each.

    `trials` are whole numbers of independent samples, `worth` is how many all of them are.
    """

    share: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray
    trials: np.ndarray
    worth: float

    def error(self, right: np.ndarray) -> np.ndarray:
        """The calibration error (...,) where shares (..., B) are right."""
        return np.asarray(np.abs(right - self.confidence) @ self.share)

    def drawn(self, right: np.ndarray, seed: int) -> np.ndarray:
        """Errors of samples, (DRAWS,), where shares `right` (B,) are right: counts, and how full the bins
        are."""
        rng = np.random.default_rng(seed)
        gaps = np.abs(right - self.confidence)
        filling = max(float(gaps**2 @ self.share - (gaps @ self.share) ** 2), 0.0) / self.worth
        counts = rng.binomial(self.trials, right, size=(DRAWS, len(right)))
        noise = rng.normal(scale=math.sqrt(filling), size=DRAWS)
        return self.error(counts / self.trials) + noise

    def ways(self) -> tuple[Callable[[float], np.ndarray], ...]:
        """Shares that are right, (B,), ever farther from the confidence; at 0 they are equal."""
        logit = np.log(self.confidence / (1 - self.confidence))
        gap = self.accuracy - self.confidence
        return (
            lambda step: np.clip(self.confidence + step * gap, 0, 1),
            lambda step: _expit(logit - step),
            lambda step: _expit(logit + step),
        )


def estimate(confidence: np.ndarray, correct: np.ndarray, groups: Groups, seed: int = 0) -> Estimate:
    """The expected calibration error of confidences (N,) and what was right, bool (N,), with its interval."""
    bins = filled_bins(confidence, correct, groups)
    error = float(bins.error(bins.accuracy))
    ends = [end for way in bins.ways() if (end := _ends(bins, way, error, seed)) is not None]
    low, high = min((low for low, _ in ends), default=0.0), max((high for _, high in ends), default=1.0)
    return Estimate(error, min(low, error), max(high, error), len(confidence))


def filled_bins(confidence: np.ndarray, correct: np.ndarray, groups: Groups) -> Filled:
    index = bin_of(confidence)
    count = np.bincount(index, minlength=BINS)
    kept = count > 0
    count = count[kept]
    mean = np.bincount(index, confidence, minlength=BINS)[kept] / count
    accuracy = np.bincount(index, correct, minlength=BINS)[kept] / count
    effect = _effect(correct - confidence, groups)
    trials = np.maximum(1, np.round(count / effect)).astype(np.int64)
    n = len(confidence)
    return Filled(count / n, np.clip(mean, _NEAR, 1 - _NEAR), accuracy, trials, n / effect)


def _effect(residuals: np.ndarray, groups: Groups) -> float:
    """By how much groups, and how few they are, make the variance larger."""
    n = len(residuals)
    variance = np.array([residuals.var() / max(n - 1, 1)])
    trials, quantile = worth(Parts.of_mean(residuals), variance, groups)
    return n / float(trials[0]) * (quantile / Z) ** 2


def _ends(
    bins: Filled, way: Callable[[float], np.ndarray], error: float, seed: int
) -> tuple[float, float] | None:
    """The smallest and the largest error along a `way` that go with the one of the sample; None if none
    does."""

    def reaches(step: float) -> bool:
        return float(np.mean(bins.drawn(way(step), seed) >= error - _NEAR)) > TAILS[0]

    def stays(step: float) -> bool:
        return float(np.mean(bins.drawn(way(step), seed) <= error + _NEAR)) > TAILS[0]

    low = 0.0
    if not reaches(0.0):
        before, after = _last(lambda step: not reaches(step))
        if not reaches(after):
            return None
        low = float(bins.error(way(before)))
    high = float(bins.error(way(_last(stays)[1]))) if stays(0.0) else low
    return low, max(low, high)


def _last(holds: Callable[[float], bool]) -> tuple[float, float]:
    """Two close steps, up to the first of which a condition holds that ends somewhere."""
    low, high = 0.0, 0.5
    while high < FARTHEST and holds(high):
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low, high


def _expit(x: np.ndarray) -> np.ndarray:
    return np.asarray((1 + np.tanh(x / 2)) / 2)
