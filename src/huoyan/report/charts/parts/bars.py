"""Bars with a row a thing: what each of some kinds amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.report.charts.parts.axes import Scale
from huoyan.report.charts.parts.svg import document, rect, tag, text, title, width_of

ROW = 30.0


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` >= 0; told: how it reads; tip: what it is, for who points at it."""

    name: str
    value: float
    told: str
    tip: str


def bar_chart(bars: Sequence[Bar], label: str, width: float) -> str:
    """In the order given; empty without any."""
    if not bars:
        return ""
    left = min(0.36 * width, max(width_of(each.name) for each in bars) + 14)
    most = max(each.value for each in bars) or 1.0
    x = Scale(0, most, left, width - 72)
    rows = "".join(_row(each, x, ROW * at, left, width) for at, each in enumerate(bars))
    return document(width, ROW * len(bars) + 4, label, rows, least=0.9)


def _row(each: Bar, x: Scale, y: float, left: float, width: float) -> str:
    length = max(1.0, x(each.value) - left)
    return tag(
        "g",
        {"class": "hover"},
        text(left - 12, y + 19, each.name, kind="label", anchor="end", room=left - 12),
        rect(left, y + 7, length, ROW - 14, "bar"),
        text(left + length + 8, y + 19, each.told, kind="value"),
        rect(0, y, width, ROW, "target"),
        title(each.tip),
    )
