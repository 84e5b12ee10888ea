"""ROC and precision-recall curves: the average, the weakest class, and the others quietly behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.report.charts.parts.lines import Frame, Line, line_chart

MANY = 12


@dataclass(frozen=True, slots=True)
class Curve:
    """One class against the rest: x (rising) and y in 0..1, `area` the area under it."""

    name: str
    x: np.ndarray
    y: np.ndarray
    area: float


@dataclass(frozen=True, slots=True)
class CurveNames:
    x: str
    y: str
    average: str
    weakest: str


def average(curves: Sequence[Curve], name: str, *, rising: bool) -> Curve:
    """The mean of the curves, taken at 201 equal steps of x; its area is the mean of the areas (macro).

    A rising (ROC) curve is straight between its cuts, and begins at 0; a precision at recall r is that of
    the first cut which reaches r.
    """
    x = np.linspace(0, 1, 201)
    area = float(np.mean([each.area for each in curves]))
    if rising:
        y = np.mean([np.interp(x, each.x, each.y) for each in curves], axis=0)
        return Curve(name, np.r_[0.0, x], np.r_[0.0, y], area)
    y = np.mean([each.y[np.searchsorted(each.x, x - 1e-12)] for each in curves], axis=0)
    return Curve(name, x, y, area)


def chosen(curves: Sequence[Curve]) -> list[Curve]:
    """All of them where they are few, else the three best and the three weakest. Weakest first."""
    known = sorted((each for each in curves if np.isfinite(each.area)), key=lambda each: each.area)
    return known if len(known) <= MANY else known[:3] + known[-3:]


def curve_chart(curves: Sequence[Curve], names: CurveNames, *, rising: bool, areas: bool = True) -> str:
    """A square of 0..1 by 0..1; hovering a quiet line names its class. `rising`: ROC, with its diagonal.

    areas: whether the names come with the area, which means nothing where the pictures are too few.
    """
    known = [each for each in curves if np.isfinite(each.area)]
    if not known:
        return ""
    shown, mean = chosen(known), average(known, names.average, rising=rising)

    def named(curve: Curve) -> str:
        return f"{curve.name}: {curve.area:.3f}" if areas else curve.name

    lines = [Line(named(each), each.x, each.y, "rest") for each in shown[1:]]
    weakest = shown[0]
    if len(known) > 1:
        lines.append(Line(f"{names.weakest} {named(weakest)}", weakest.x, weakest.y, "second"))
    whole = mean if len(known) > 1 else weakest
    lines.append(Line(named(whole), whole.x, whole.y, "first"))
    frame = Frame(names.x, names.y, (0, 1), (0, 1), width=480, height=440, x_percent=True, y_percent=True)
    return line_chart(frame, lines, diagonal=rising)
