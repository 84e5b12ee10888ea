"""Two figures a row with their intervals, joined by a line: before and after, here and there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.report.charts.parts.axes import Scale, ticks
from huoyan.report.charts.parts.svg import document, line, rect, tag, text, title, width_of
from huoyan.results import Estimate

ROWS = 30
ROW, APART = 38.0, 5.0
# Room at the right for "100.0% → 100.0%".
FIGURES = 134.0


@dataclass(frozen=True, slots=True)
class Two:
    """A row: `first` is drawn hollow, `second` filled; both in 0..1. `counts` stands below the figures."""

    name: str
    first: Estimate
    second: Estimate
    counts: str = ""


def pair_chart(rows: Sequence[Two], first: str, second: str, width: float, *, falls: bool = True) -> str:
    """The rows in their order, at most 30; empty without. Orange where `second` is lower, if `falls`."""
    rows = rows[:ROWS]
    if not rows:
        return ""
    left = min(0.12 * width + 75, max(width_of(each.name) for each in rows) + 18)
    top = 54.0
    bottom = top + ROW * len(rows)
    x = Scale(_start(rows), 1, left, width - FIGURES)
    marks = ticks(x.low, 1, 5 if x.stop - x.start > 300 else 2)
    parts = [_legend(first, second)]
    parts += [line(x(mark), top, x(mark), bottom, "grid") for mark in marks]
    parts += [text(x(mark), top - 10, f"{mark:.0%}", anchor="middle") for mark in marks]
    for i, each in enumerate(rows):
        kind = "second" if falls and each.second.value < each.first.value else "first"
        parts.append(_row(each, x, top + ROW * (i + 0.5), width, (first, second), kind))
    return document(width, bottom + 8, f"{first} / {second}", *parts, least=0.9)


def _legend(first: str, second: str) -> str:
    at = 12 + width_of(first) + 34
    return "".join(
        [
            tag("circle", {"cx": 5, "cy": 11, "r": 4.5, "class": "point hollow"}),
            text(16, 15, first, kind="legend"),
            tag("circle", {"cx": at - 11, "cy": 11, "r": 4.5, "class": "point first"}),
            text(at, 15, second, kind="legend"),
        ]
    )


def _row(each: Two, x: Scale, y: float, width: float, names: tuple[str, str], kind: str) -> str:
    a, b, left = each.first, each.second, x.start
    return tag(
        "g",
        {"class": "hover"},
        text(left - 12, y + 4, each.name, kind="label", anchor="end", room=left - 16),
        line(x(a.low), y - APART, x(a.high), y - APART, "whisker hollow"),
        line(x(b.low), y + APART, x(b.high), y + APART, f"whisker {kind}"),
        line(x(a.value), y - APART, x(b.value), y + APART, f"join {kind}"),
        tag("circle", {"cx": x(a.value), "cy": y - APART, "r": 4.5, "class": "point hollow"}),
        tag("circle", {"cx": x(b.value), "cy": y + APART, "r": 4.5, "class": f"point {kind}"}),
        text(width, y - 2, f"{a.value:.1%} → {b.value:.1%}", kind="value", anchor="end"),
        text(width, y + 13, each.counts, anchor="end", room=FIGURES - 12),
        rect(left, y - ROW / 2, width - left, ROW, "target"),
        title(f"{each.name} · {names[0]} {_said(a)} · {names[1]} {_said(b)}"),
    )


def _said(each: Estimate) -> str:
    return f"{each.value:.1%} ({each.low:.1%}–{each.high:.1%})"


def _start(rows: Sequence[Two]) -> float:
    """Where the axis begins: dots need no zero, and good figures differ at the top end."""
    lowest = min(min(each.first.low, each.second.low) for each in rows)
    return next((start for start in (0.9, 0.8, 0.5) if lowest >= start), 0.0)
