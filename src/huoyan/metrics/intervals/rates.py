"""95 % interval of a rate: how many events a day, from how many there were in how many days."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huoyan.metrics.checks import refuse
from huoyan.metrics.intervals.proportions import TAILS
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Rate:
    """Events for one unit of `exposure`, with the interval of what the true rate may be."""

    value: float
    low: float
    high: float
    events: int
    exposure: float

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def poisson_rate(events: int, exposure: float) -> Rate:
    """The exact interval of Garwood 1936 (Biometrika 28, p. 437): it covers the true rate in 95 % of cases or
    more, however few events there were. None in one day: up to 3.7 a day.
    """
    if events < 0 or not (exposure > 0 and math.isfinite(exposure)):
        raise refuse(Message("metric.rate", events=events, exposure=exposure))
    low, high = garwood(events)
    return Rate(events / exposure, low / exposure, high / exposure, events, exposure)


def garwood(events: int) -> tuple[float, float]:
    """The means of a Poisson count for which `events` lies just at the edge of the usual, on either side."""
    tail = TAILS[0]
    low = 0.0 if events == 0 else _solved(lambda mean: 1 - _at_most(events - 1, mean), tail, events)
    high = _solved(lambda mean: -_at_most(events, mean), -tail, events)
    return low, high


def _at_most(events: int, mean: float) -> float:
    """P(X <= events) of a Poisson count. Terms from the largest down, until they add nothing."""
    if mean <= 0:
        return 1.0
    if mean < events:  # the upper tail is the shorter one
        return 1 - _tail(events + 1, mean, 1)
    return _tail(events, mean, -1)


def _tail(first: int, mean: float, step: int) -> float:
    """The sum of the terms from `first` on, upwards or downwards; `first` must be the largest of them."""
    log = first * math.log(mean) - mean - math.lgamma(first + 1)
    term, total, count = math.exp(log), 0.0, first
    while count >= 0 and term > total * 1e-17:
        total += term
        term *= mean / (count + 1) if step > 0 else count / mean
        count += step
    return total


def _solved(rising: Callable[[float], float], level: float, events: int) -> float:
    """Where `rising` reaches `level`, by halving: between 0 and what is far beyond either edge."""
    low, high = 0.0, events + 10 * math.sqrt(events + 1) + 10
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < level else (low, middle)
    return (low + high) / 2
