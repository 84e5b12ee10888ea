"""Spearman's rank correlation (1904) with its 95 % interval.

The jackknife over groups (a sample without a group is one) on Fisher's z, with Student's t (Efron and
Tibshirani 1993, chapters 10 and 11); ranks are those among the samples that are left. Ranks of few samples
lie far apart, so near 1 the figure of a sample is too low: the upper end allows for the jackknife's bias.
An order without an error has no variance, yet of few samples it proves little: its lower end is that at which
one sample in forty would hold nothing out of order. How often they hold: benchmarks/coverage_regression.py.
"""

from __future__ import annotations

import math

import numpy as np

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import TAILS, t_quantile
from huoyan.results import Estimate

# Groups beyond so many are left out several at a time: each costs a look at all samples.
MOST_GROUPS = 400
# How far one group moves z at most: beyond, a single sample out of order would make up the whole interval.
FURTHEST = 0.5
# Groups out of order, of which a sample holds none with the probability of one tail (Poisson).
UNMET = -math.log(TAILS[0])
_TINY = float(np.finfo(np.float64).tiny)


def rank_correlation(predicted: np.ndarray, truth: np.ndarray, groups: Groups) -> Estimate:
    """Of values (N,) that differ, whichever group is left out."""
    a, b = _places(predicted), _places(truth)
    value = _correlation(a, b)
    if value < 0:
        turned = rank_correlation(-predicted, truth, groups)
        return Estimate(-turned.value, -turned.high, -turned.low, turned.n)
    low, high = map(math.tanh, _bounds(a, b, groups))
    if _in_order(a, b):
        exchanges = UNMET / 2 * len(a) / groups.count
        low = min(low, max(-1.0, value - exchanges * (value - _correlation(_exchanged(a, b), b))))
    return Estimate(value, low, max(high, value), len(truth))


def value_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks 0..N-1 as float (N,); equal values share the mean of theirs."""
    return _ranks(_places(values))


def _places(values: np.ndarray) -> np.ndarray:
    """The place of each value among those that differ, int (N,)."""
    return np.asarray(np.unique(values, return_inverse=True)[1])


def _ranks(places: np.ndarray) -> np.ndarray:
    times = np.bincount(places)
    return np.asarray((np.cumsum(times) - (times + 1) / 2)[places])


def _sums(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Squared lengths of the sum and of the difference of ranks as unit vectors: 2 (1 + rho), 2 (1 - rho).

    Unlike 1 - rho, the second is exact where rho is nearly 1.
    """
    centred = (_ranks(places) - (len(places) - 1) / 2 for places in (a, b))
    u, v = (each / max(float(np.linalg.norm(each)), _TINY) for each in centred)
    return float(np.sum((u + v) ** 2)), float(np.sum((u - v) ** 2))


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    alike, unlike = _sums(a, b)
    return (alike - unlike) / (alike + unlike)


def _z(a: np.ndarray, b: np.ndarray) -> float:
    """Fisher's z of the correlation, where it is infinite of half an exchange of two neighbours."""
    least = 12 / (len(a) ** 3 - len(a))
    alike, unlike = (max(each, least) for each in _sums(a, b))
    return math.log(alike / unlike) / 2


def _bounds(a: np.ndarray, b: np.ndarray, groups: Groups) -> tuple[float, float]:
    """Low and high on the scale of z, which is at least 0."""
    count, of = min(groups.count, MOST_GROUPS), groups.of % MOST_GROUPS
    whole, left = _z(a, b), [of != group for group in range(count)]
    moved = np.clip([_z(a[kept], b[kept]) - whole for kept in left], -FURTHEST, FURTHEST)
    variance = (count - 1) / count * float(np.sum((moved - moved.mean()) ** 2))
    half = t_quantile(count - 1) * math.sqrt(variance)
    bias = float(np.mean(left, axis=1) @ moved)
    return whole - half, whole - min(bias, 0.0) + half


def _in_order(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether no two samples stand the other way round in `a` than in `b`."""
    return bool(np.all(np.diff(a[np.lexsort((a, b))]) >= 0))


def _exchanged(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """`a` with two neighbours of `b` exchanged: those farthest apart in rank, of equals the middle ones."""
    order = np.lexsort((a, b))
    steps = np.diff(_ranks(b)[order])
    farthest = np.flatnonzero(steps == steps.max())
    at = order[farthest[len(farthest) // 2] :][:2]
    found = a.copy()
    found[at] = found[at[::-1]]
    return found
