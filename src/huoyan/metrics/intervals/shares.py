"""Intervals of weighted means of shares: recall, precision and F1 over classes, and a single share.

A share of class c counts as binomial, of `trials` that need not be whole. The interval of the mean holds
those values that a score test does not reject, every class at its likeliest share under the tested mean
(Miettinen and Nurminen 1985, Statistics in Medicine 4, p. 213; for linear combinations Martin Andres et al.
2011, Statistical Methods in Medical Research 20, p. 369). For one class that is the interval of Wilson 1927.
"""

from __future__ import annotations

import numpy as np

from huoyan.metrics.intervals.proportions import wilson_bounds

# Brown, Cai and DasGupta 2001 (Statistical Science 16, p. 112): with one error Wilson's upper end is too low,
# so that it covers 84 % where errors are rare. Counting it as half an error moves the end to their
# 0.95^(1/n).
SINGLE = 0.5
ROUNDS, STEPS = 5, 33


def mean_bounds(
    shares: np.ndarray, trials: np.ndarray, weights: np.ndarray, quantile: float
) -> tuple[float, float]:
    """Low and high of sum(weights * shares); shares (C,) in 0..1, trials (C,) > 0, weights (C,) > 0."""
    low = _low(shares, trials, weights, quantile)
    high = float(weights.sum()) - _low(1 - shares, trials, weights, quantile)
    return low, high


def _low(shares: np.ndarray, trials: np.ndarray, weights: np.ndarray, quantile: float) -> float:
    shares = shares - _single(shares, trials, weights)
    if not shares.any():
        return 0.0
    if len(shares) == 1:
        return float(weights[0]) * wilson_bounds(float(shares[0]), float(trials[0]), quantile)[0]
    # The statistic grows with the multiplier: a ladder first, then the step in which it passes the quantile.
    steps = float(trials.sum() / weights.sum()) * 16.0 ** np.arange(-12, 13)
    for _ in range(ROUNDS):
        passed = int(np.argmax(_statistic(steps, shares, trials, weights) >= quantile**2))
        steps = np.linspace(steps[max(passed - 1, 0)], steps[passed], STEPS)
    return float(np.sum(weights * _constrained(steps[-1] * weights, shares, trials)))


def _single(shares: np.ndarray, trials: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What a class with one success or less loses, in parts of the variance that it brings."""
    variance = weights**2 * shares * (1 - shares) / trials
    total = variance.sum()
    if not total > 0:
        return np.zeros_like(shares)
    successes = shares * trials
    few = np.where(successes <= 1 + 1e-9, successes, 0)
    return np.asarray(SINGLE * few * variance / total / trials)


def _constrained(pull: np.ndarray, shares: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Shares p, at most those given, with trials * (share - p) = pull * p * (1 - p)."""
    b = trials + pull
    return np.asarray(2 * trials * shares / (b + np.sqrt(np.maximum(b * b - 4 * pull * trials * shares, 0))))


def _statistic(steps: np.ndarray, shares: np.ndarray, trials: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Squared distance of the means, given and tested, over the variance of the tested one; for each
    multiplier.

    The variance of a class of few trials is estimated from a share that went to the mean by one trial. What
    plugging it in loses on average is given back, but not to a class that makes up the variance alone: its
    share is that of the tested mean.
    """
    p = _constrained(steps[:, None] * weights, shares, trials)
    own = weights**2 / trials * p * (1 - p)
    total = own.sum(axis=1)
    mean = p @ weights / weights.sum()
    drawn = (trials * p + mean[:, None]) / (trials + 1)
    lost = 1 / (1 - trials / (trials + 1) ** 2) - 1
    part = np.divide(own, total[:, None], out=np.ones_like(own), where=total[:, None] > 0)
    variance = weights**2 / trials * drawn * (1 - drawn) * (1 + (1 - part) * lost)
    distance = (steps * total) ** 2
    whole = variance.sum(axis=1)
    return np.asarray(np.divide(distance, whole, out=np.zeros_like(total), where=whole > 0))
