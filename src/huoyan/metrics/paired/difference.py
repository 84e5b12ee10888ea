"""The difference of a figure between two models on the same pictures, with its paired bootstrap interval.

Whole groups are drawn again (a picture without a group is one), with both models' values of each picture. The
percentiles are those that make up for few groups: Student's t, and the variance of a sample (Hesterberg 2015,
The American Statistician 69, p. 371, "expanded percentile").

A small sample may hold no picture on which only one model is right, and nothing drawn from it would. So one
that only the first has right and one that only the second has are added, as Bonett and Price 2012 do (Journal
of Educational and Behavioral Statistics 37, p. 479); of losses, whose largest a sample may not have met, two
that differ by `UNMET` of the largest difference. Among groups each is halfway between one picture and a mean
group: as one picture the interval holds 80 % where errors are rare, as a whole group 100 %
(benchmarks/coverage_compare.py).
"""

from __future__ import annotations

import math

import numpy as np

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import t_quantile
from huoyan.results import Estimate

DRAWS = 2000
LEAST_GROUPS = 10  # with fewer a variance between groups is a guess
UNMET = 0.6  # with 0 the interval of skewed losses holds 86 %, with 1 often 99 %
CELLS = 1 << 20
ALIKE = 10  # groups of one kind, in the mean, from which it pays to draw them together


def difference(first: np.ndarray, second: np.ndarray, groups: Groups, seed: int = 0) -> Estimate:
    """Mean of `first` less mean of `second`, values (N,) of the same pictures; bool for right or wrong."""
    apart = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    sums, sizes = groups.sums(apart), groups.sums(np.ones(len(apart)))
    value = float(apart.mean())
    added = (1 + float(sizes.mean())) / 2
    far = added if first.dtype == bool else UNMET * added * float(np.abs(apart).max())
    sums, sizes = np.append(sums, [far, -far]), np.append(sizes, [added, added])
    tail = expanded_tail(groups.count)
    low, high = np.quantile(_drawn(sums, sizes, seed), [tail, 1 - tail]).tolist()
    return Estimate(value, min(low, value), max(high, value), len(apart))


def _drawn(sums: np.ndarray, sizes: np.ndarray, seed: int) -> np.ndarray:
    """Mean differences (DRAWS,) of as many groups, drawn with replacement."""
    rng, count = np.random.default_rng(seed), len(sums)
    kinds, number = np.unique(np.stack([sums, sizes], axis=1), axis=0, return_counts=True)
    means = []
    for at in range(0, DRAWS, step := max(1, CELLS // count)):
        some = min(step, DRAWS - at)
        if len(kinds) < count / ALIKE:  # drawn together: right and wrong answers are of three kinds
            above, below = (rng.multinomial(count, number / count, size=some) @ kinds).T
        else:
            picked = rng.integers(0, count, (some, count), dtype=np.int32)
            above, below = sums[picked].sum(axis=1), sizes[picked].sum(axis=1)
        means.append(above / below)
    return np.concatenate(means)


def expanded_tail(count: int) -> float:
    """The share of draws beyond each end: 2.5 % of many groups, less of few."""
    return math.erfc(t_quantile(count - 1) * math.sqrt(count / (count - 1)) / math.sqrt(2)) / 2
