"""Differences from something, a row each: a dot for every time it was measured, the mean with its
interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.report.charts.parts.axes import Scale, round_range, ticks
from huoyan.report.charts.parts.svg import document, line, tag, text, title, width_of
from huoyan.results import Estimate

ROW, TOP, BELOW = 44.0, 34.0, 14.0
RIGHT = 14.0


@dataclass(frozen=True, slots=True)
class DotRow:
    """dots: a name and a difference of shares each, in -1..1."""

    name: str
    dots: Sequence[tuple[str, float]]
    mean: Estimate


def difference_chart(rows: Sequence[DotRow], label: str, width: float) -> str:
    """In points; blue where the interval is above 0, orange where it is below. Empty without rows."""
    if not rows:
        return ""
    left = min(0.3 * width, max(width_of(each.name) for each in rows) + 18)
    far = [
        value for each in rows for value in (each.mean.low, each.mean.high, *(dot for _, dot in each.dots))
    ]
    bounds = round_range(min(0.0, *far), max(0.0, *far))
    x = Scale(*bounds, left, width - RIGHT)
    bottom = TOP + ROW * len(rows)
    marks = ticks(*bounds, 6 if width > 500 else 3)
    frame = [
        *(line(x(mark), TOP, x(mark), bottom, "grid") for mark in marks),
        *(text(x(mark), TOP - 10, f"{100 * mark:+.3g}" if mark else "0", anchor="middle") for mark in marks),
        line(x(0), TOP, x(0), bottom, "base"),
    ]
    drawn = [_row(each, x, TOP + ROW * (at + 0.5), left) for at, each in enumerate(rows)]
    return document(width, bottom + BELOW, label, *frame, *drawn)


def _row(each: DotRow, x: Scale, y: float, left: float) -> str:
    mean = each.mean
    kind = "second" if mean.high < 0 else "first" if mean.low > 0 else "hollow"
    dots = [
        tag(
            "g",
            {"class": "hover"},
            tag("circle", {"cx": x(value), "cy": y - 8, "r": 3, "class": "point hollow"}),
            tag("circle", {"cx": x(value), "cy": y - 8, "r": 7, "class": "target"}),
            title(f"{each.name} · {name}: {100 * value:+.1f}"),
        )
        for name, value in each.dots
    ]
    said = f"{each.name}: {100 * mean.value:+.1f} [{100 * mean.low:+.1f}, {100 * mean.high:+.1f}]"
    middle = tag(
        "g",
        {"class": "hover"},
        line(x(mean.low), y + 6, x(mean.high), y + 6, f"whisker {kind}"),
        tag("circle", {"cx": x(mean.value), "cy": y + 6, "r": 5, "class": f"point {kind}"}),
        tag("circle", {"cx": x(mean.value), "cy": y + 6, "r": 11, "class": "target"}),
        title(said),
    )
    return (
        text(left - 12, y + 4, each.name, kind="label", anchor="end", room=left - 16) + "".join(dots) + middle
    )
