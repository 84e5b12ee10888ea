"""A threshold that good pictures pass at a stated rate, by good pictures that were held out.

Scores of new good pictures and of the held-out ones come in any order with the same probability, so a new one
is above the k-th smallest of n with the probability 1 - k / (n + 1), whatever their distribution (split
conformal prediction: Vovk, Gammerman and Shafer 2005; Laxhammar and Falkman 2010 for anomalies).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from huoyan.metrics.intervals.proportions import TAILS

# Rounding makes 0.01 x 100 a little more or less than 1.
_ROUNDING = 1e-9


def least_held_out(rate: float) -> int:
    """Held-out pictures without which no threshold keeps the rate: below 1 / rate - 1 none is rare enough."""
    return math.ceil(1 / rate - _ROUNDING) - 1


def rank_for(n: int, rate: float) -> int:
    """Which of n scores, the smallest being 1, is the threshold: at most `rate` of new ones are above it.

    n + 1 where n is too small: below `least_held_out`.
    """
    return math.ceil((n + 1) * (1 - rate) - _ROUNDING)


def rate_bounds(n: int, rank: int) -> tuple[float, float]:
    """The 95 % interval of the share of new good pictures above the rank-th smallest of n scores.

    Which n pictures were held out is chance: the share is distributed as Beta(n + 1 - rank, rank), where no
    two scores are equal (Vovk 2012, "Conditional validity of inductive conformal predictors").
    """
    above = n + 1 - rank
    low, high = (_solved(lambda share: _beta(share, above, rank), tail) for tail in TAILS)
    return low, high


def _beta(x: float, a: int, b: int) -> float:
    """P(X <= x) of Beta(a, b) with whole parameters: a + b - 1 trials of chance x hit a times or more."""
    if not 0 < x < 1:
        return float(x >= 1)
    n = a + b - 1
    total = math.lgamma(n + 1)
    log, other = math.log(x), math.log1p(-x)
    return math.fsum(
        math.exp(total - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log + (n - k) * other)
        for k in range(a, n + 1)
    )


def _solved(rising: Callable[[float], float], level: float) -> float:
    """Where in 0..1 `rising` reaches `level`, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < level else (low, middle)
    return (low + high) / 2
