"""95 % intervals: Wilson for one share, the difference of two figures, and quantiles of Student's t."""

from __future__ import annotations

import math

from huoyan.metrics.checks import refuse
from huoyan.results import Estimate
from huoyan.words import Message

LEVEL = 0.95
Z = 1.959963984540054  # two-sided 95 % point of the normal distribution
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


def wilson(successes: int, n: int) -> Estimate:
    """A proportion of independent trials with the score interval of Wilson 1927 (JASA 22, p. 209)."""
    if n < 1 or not 0 <= successes <= n:
        raise refuse(Message("metric.proportion", successes=successes, n=n))
    low, high = wilson_bounds(successes / n, n)
    return Estimate(successes / n, low, high, n)


def wilson_bounds(share: float, n: float, quantile: float = Z) -> tuple[float, float]:
    """The interval about a share of `n` trials; `n` may be an effective, fractional number."""
    square = quantile * quantile
    centre = share + square / (2 * n)
    half = quantile * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    # At the ends the formula gives exactly 0 and 1, rounding does not.
    low = 0.0 if share <= 0 else max(0.0, (centre - half) / scale)
    high = 1.0 if share >= 1 else min(1.0, (centre + half) / scale)
    return low, high


def difference(a: Estimate, b: Estimate) -> Estimate:
    """`a` - `b` of two independent samples, from the intervals of both; n is that of the smaller one.

    Method 10 of Newcombe 1998 (Statistics in Medicine 17, p. 873), which Zou and Donner 2008 carry over from
    proportions to any estimate with an interval.
    """
    value = a.value - b.value
    low = value - math.hypot(a.value - a.low, b.high - b.value)
    high = value + math.hypot(a.high - a.value, b.value - b.low)
    return Estimate(value, low, high, min(a.n, b.n))


def t_quantile(df: float) -> float:
    """The two-sided 95 % point; `df` >= 1 is rounded down, infinity gives that of the normal distribution.

    Exact for 1 and 2, else the expansion of Abramowitz and Stegun 1964, 26.7.5: 0.1 % low at 3, and less
    beyond.
    """
    if math.isinf(df):
        return Z
    v = max(1, math.floor(df))
    if v <= 2:
        return (12.706204736174707, 4.302652729749462)[v - 1]
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(z + sum(term / v**k for k, term in enumerate(terms, start=1)))
