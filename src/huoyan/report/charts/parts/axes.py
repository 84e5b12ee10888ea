"""Scales, ticks at round numbers, and the quiet frame that every chart shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.report.charts.parts.svg import line, text

_NOTHING = 1e-100


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values low..high to pixels start..stop, linearly."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.stop - self.start)


@dataclass(frozen=True, slots=True)
class LogScale:
    """Maps positive values low..high to pixels start..stop; equal factors are equally long."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        span = math.log(self.high / self.low)
        return self.start + math.log(value / self.low) / span * (self.stop - self.start)


def log_ticks(low: float, high: float, count: int = 6) -> list[float]:
    """At most `count` values of 1, 2 or 5 x 10^k in low..high, both above 0; of many only some 10^k."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        marks = [x for k in powers for f in factors if low <= (x := f * 10.0**k) <= high]
        if len(marks) <= count:
            return marks
    return marks[:: math.ceil(len(marks) / count)]


def step_of(span: float, count: int) -> float:
    """The step 1, 2 or 5 x 10^k that gives about `count` ticks."""
    if not span > 0 or not math.isfinite(span):
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / count))
    for factor in (1, 2, 5):
        if span / (factor * power) <= count + 1e-9:
            return factor * power
    return 10 * power


def round_range(low: float, high: float, count: int = 5) -> tuple[float, float]:
    """The range widened to whole steps, never empty."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0.0, 1.0
    first, last, step = _steps(low, high, count)
    return first * step, last * step


def round_edges(low: float, high: float, count: int) -> list[float]:
    """The edges of about `count` bins of one round width, that hold all of low..high; both finite."""
    first, last, step = _steps(low, high, count)
    edges = _multiples(first, last, step)
    return [min(edges[0], low), *edges[1:-1], max(edges[-1], high)]


def ticks(low: float, high: float, count: int = 5, *, whole: bool = False) -> list[float]:
    """Round values in low..high, at most `count` + 1 of them; `whole`: integers only."""
    step = step_of(high - low, count)
    if whole:
        step = max(1.0, step)
    return _multiples(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9), step)


def _steps(low: float, high: float, count: int) -> tuple[int, int, float]:
    """The first and the last multiple of a round step about low..high, and the step."""
    largest = max(abs(low), abs(high))
    if high - low <= 1e-9 * largest or largest < _NOTHING:
        half = 0.5 * abs(low) if largest > _NOTHING else 0.5
        low, high = low - half, high + half
    step = step_of(high - low, count)
    return math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9), step


def _multiples(first: int, last: int, step: float) -> list[float]:
    places = 12 if step >= 1 else 12 - math.floor(math.log10(step))
    return [round(k * step, places) for k in range(first, last + 1)]


def tick_text(value: float, step: float, *, percent: bool = False) -> str:
    """With just the decimals that the step needs: 0.5, 1.0, 1.5; 90%, 95%; 12k; 2e-06."""
    if percent:
        value, step = value * 100, step * 100
    elif step < 1e-4 or abs(value) >= 1e7:
        digits = 1 + _power(max(abs(value), step)) - _power(step)
        return f"{value:.{digits}g}"
    if not percent and abs(value) >= 10_000:
        return f"{value / 1000:g}k"
    decimals = max(0, -_power(step)) if step < 1 else 0
    return f"{value:.{decimals}f}" + ("%" if percent else "")


def _power(value: float) -> int:
    """k of the power of ten at or below it, 10^k."""
    return math.floor(math.log10(value) + 1e-9)


def axis_left(scale: Scale, marks: Sequence[float], left: float, right: float, *, percent: bool) -> str:
    """Horizontal grid lines with their values at the left."""
    step = marks[1] - marks[0] if len(marks) > 1 else 1.0
    return "".join(
        line(left, scale(mark), right, scale(mark), "base" if i == 0 else "grid")
        + text(left - 8, scale(mark) + 4, tick_text(mark, step, percent=percent), anchor="end")
        for i, mark in enumerate(marks)
    )


def axis_bottom(scale: Scale, marks: Sequence[float], bottom: float, *, percent: bool) -> str:
    """Values under the chart; the grid stays horizontal, so there are no lines."""
    step = marks[1] - marks[0] if len(marks) > 1 else 1.0
    return "".join(
        text(scale(mark), bottom + 18, tick_text(mark, step, percent=percent), anchor="middle")
        for mark in marks
    )
