"""False alarms on pictures in which nothing is, per 1,000 of them."""

from __future__ import annotations

import math

import numpy as np

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import Z
from huoyan.results import Estimate

PER = 1000


def false_alarms(alarms: np.ndarray, groups: Groups) -> Estimate:
    """alarms: how many each empty picture has, (n,), n >= 1; groups: of these pictures.

    The interval is that of Byar for a Poisson count (Breslow and Day 1987, IARC Scientific Publications 82,
    p. 69), of as many independent alarms as theirs are worth: where some pictures or groups have many the
    variance is larger than the mean.
    """
    n, total = len(alarms), float(alarms.sum())
    spread = _overdispersion(groups.sums(np.asarray(alarms, np.float64)), groups.sums(np.ones(n)))
    low, high = (end * spread for end in byar(total / spread))
    return Estimate(PER * total / n, PER * low / n, PER * high / n, n)


def byar(count: float) -> tuple[float, float]:
    """The 95 % interval of the mean of a Poisson variable that was `count`."""
    more = count + 1
    high = more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3
    if count == 0:
        return 0.0, high
    return count * max(0.0, 1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3, high


def _overdispersion(sums: np.ndarray, sizes: np.ndarray) -> float:
    """Pearson's chi-square of the counts of groups over its degrees of freedom, at least 1."""
    if len(sums) < 2 or not sums.any():
        return 1.0
    expected = sums.sum() * sizes / sizes.sum()
    return max(1.0, float(np.sum((sums - expected) ** 2 / expected)) / (len(sums) - 1))
