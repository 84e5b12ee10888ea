"""What more pictures to learn from would bring: errors at several sizes, carried on by a power law."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import TAILS, wilson_bounds
from huoyan.results import Estimate

# Shapes error = a + b n^-c that are thought equally likely before: c, and which part of the error at the
# largest size no number of pictures takes away, as quantiles of the beta distribution of 1 and 4. They and
# STRAY are those with which intervals held, and were short, in benchmarks/learning_curve.py.
EXPONENTS = np.linspace(0.05, 1.0, 20)
FLOORS = 1 - (1 - (np.arange(20) + 0.5) / 20) ** 0.25
# How far the logarithm of the error strays from its law over a size e times as large: standard deviation
# where errors are few; times the squared share of right answers, for where they are many it strays less.
STRAY, LEAST_STRAY = 0.25, 0.01
# Wrong answers that are added to those that were seen, as none seen is not none.
UNSEEN = 0.5
POINTS = 2001  # at which a distribution is computed


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """sizes: pictures learnt from, ascending (K,). wrong: float64 (K, N), 0..1: which part of the answers
    to each picture was wrong at each size; always of models that had not seen it.
    """

    sizes: np.ndarray
    wrong: np.ndarray
    groups: Groups

    def shares(self) -> tuple[Estimate, ...]:
        """Of right answers at each size; as good as all pictures of a group being right or wrong together."""
        n = self.wrong.shape[1]
        trials = self.groups.worst(np.ones(n, bool))
        right = 1 - self.wrong.mean(axis=1)
        return tuple(Estimate(float(p), *wilson_bounds(float(p), trials), n) for p in right)


def extrapolated(errors: Errors, sizes: Sequence[float]) -> tuple[Estimate, ...]:
    """The share of right answers after learning from so many pictures, with its 95 % interval.

    The error follows a + b n^-c with a, b >= 0 and 0 < c <= 1, from which its logarithm strays as a random
    walk does, the further the larger the step; all shapes are averaged over, by how well they fit.
    """
    return tuple(_at(errors, size) for size in sizes)


def _at(errors: Errors, size: float) -> Estimate:
    log_error, covariance = _logarithms(errors)
    steps = np.log(errors.sizes / errors.sizes[-1])  # 0 at the largest size, below 0 before
    ahead = math.log(size / errors.sizes[-1])
    stray = max(LEAST_STRAY, STRAY * (1 - math.exp(log_error[-1])) ** 2) ** 2
    covariance = covariance + stray * np.minimum(-steps[:, None], -steps[None])
    precision = np.linalg.inv(covariance)
    floors, exponents = (each.ravel() for each in np.meshgrid(FLOORS, EXPONENTS))
    shapes = np.log(floors[:, None] + (1 - floors[:, None]) * np.exp(-exponents[:, None] * steps))
    weight = precision.sum(axis=0) / precision.sum()
    levels = (log_error - shapes) @ weight
    rest = log_error - shapes - levels[:, None]
    fit = -0.5 * np.einsum("sj,jk,sk->s", rest, precision, rest)
    likely = np.exp(fit - fit.max())
    centres = levels + np.log(floors + (1 - floors) * np.exp(-exponents * ahead))
    spread = math.sqrt(1 / precision.sum() + stray * ahead)
    low, middle, high = _quantiles(centres, likely, spread)
    right = [1 - min(1.0, math.exp(value)) for value in (middle, high, low)]
    return Estimate(right[0], right[1], right[2], errors.wrong.shape[1])


def _logarithms(errors: Errors) -> tuple[np.ndarray, np.ndarray]:
    """Of the error at each size (K,), with their covariance (K, K): the same pictures answer at all sizes."""
    n, count = errors.wrong.shape[1], errors.groups.count
    mean = errors.wrong.mean(axis=1)
    error = (n * mean + UNSEEN) / (n + 1)
    apart = np.stack([errors.groups.sums(row) for row in errors.wrong - mean[:, None]])
    covariance = (apart @ apart.T * count / max(1, count - 1) + UNSEEN) / n**2
    return np.log(error), covariance / np.outer(error, error)


def _quantiles(centres: np.ndarray, weights: np.ndarray, spread: float) -> np.ndarray:
    """Lower end, median and upper end of a mixture of normal distributions of one standard deviation."""
    at = np.linspace(centres.min() - 5 * spread, centres.max() + 5 * spread, POINTS)
    density = weights @ np.exp(-0.5 * ((at - centres[:, None]) / spread) ** 2)
    below = np.cumsum(density) - density / 2
    return np.interp([TAILS[0], 0.5, TAILS[1]], below / density.sum(), at)
