"""How often chance alone would set two equal models as far apart as these, on the same pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from huoyan.metrics.intervals.groups import Groups

FLIPS = 9_999
CELLS = 1 << 20
_NEAR = 1e-9


def chance(first: np.ndarray, second: np.ndarray, groups: Groups, seed: int = 0) -> float:
    """The p value, two-sided, of values (N,) of the same pictures; bool for right or wrong.

    McNemar's test where each picture that is right or wrong stands alone. Else the randomisation test of
    Fisher 1935 for pairs: were the models equal, each group could as well have come out the other way round.
    """
    if first.dtype == bool and groups.independent:
        return mcnemar(int(np.sum(first & ~second)), int(np.sum(second & ~first)))
    return flipped(groups.sums(np.asarray(first, np.float64) - np.asarray(second, np.float64)), seed)


def mcnemar(only_first: int, only_second: int) -> float:
    """The mid-p value of McNemar's test, from the pictures on which one model alone is right.

    It holds its level where these are few, and is that of the chi-square where they are many: Fagerland,
    Lydersen and Laake 2013 (BMC Medical Research Methodology 13, 91).
    """
    n, fewer = only_first + only_second, min(only_first, only_second)
    if only_first == only_second:
        return 1.0
    below = np.arange(1, fewer + 1)
    steps = np.concatenate([[0.0], np.cumsum(np.log(n + 1 - below) - np.log(below))])
    terms = np.exp(steps - n * math.log(2))
    return float(min(1.0, 2 * terms.sum() - terms[-1]))


def flipped(sums: np.ndarray, seed: int = 0) -> float:
    """The share of random signs under which the sum of `sums` (G,) is as far from 0 as it is."""
    sums = sums[sums != 0]
    whole, count = float(sums.sum()), len(sums)
    far = abs(whole) - _NEAR * float(np.abs(sums).sum())
    rng, reached = np.random.default_rng(seed), 0
    for at in range(0, FLIPS, step := max(1, CELLS // max(count, 1))):
        some = min(step, FLIPS - at)
        bits = np.unpackbits(np.frombuffer(rng.bytes(some * count // 8 + 1), np.uint8), count=some * count)
        # Sums with signs are twice those of what has a plus, less all.
        reached += int(np.count_nonzero(np.abs(2 * (bits.reshape(some, count) @ sums) - whole) >= far))
    return (reached + 1) / (FLIPS + 1)


def holm(chances: Sequence[float]) -> list[float]:
    """P values of several comparisons, each as if it were the only one: Holm 1979 (Scandinavian Journal of
    Statistics 6, p. 65)."""
    order = np.argsort(chances, kind="stable")
    left = np.arange(len(order), 0, -1)
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(np.asarray(chances)[order] * left))
    return [float(each) for each in adjusted]
