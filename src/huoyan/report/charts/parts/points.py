"""A named point a model: a figure with its interval against a cost (time, size), on a scale of factors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huoyan.report.charts.parts.axes import LogScale, Scale, axis_left, log_ticks, round_range, ticks
from huoyan.report.charts.parts.svg import document, line, shorten, tag, text, title, width_of
from huoyan.results import Estimate

HEIGHT = 320.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 24.0, 34.0, 46.0
LABEL = 15.0  # height of a name, so that two do not lie on each other
ROOM = 0.42  # part of the width that a name may take
LEAST = 5.0  # the factor from end to end of the scale, where the points are much alike


@dataclass(frozen=True, slots=True)
class Point:
    """`x` > 0. chosen: drawn so that it stands out."""

    name: str
    x: float
    figure: Estimate
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class PointAxes:
    """What the axes are called, and how a value is written: of x as text, of y in percent or plain."""

    x_name: str
    y_name: str
    x_text: Callable[[float], str]
    percent: bool = True


def point_chart(points: Sequence[Point], axes: PointAxes, width: float) -> str:
    """Empty without points."""
    if not points:
        return ""
    low, high = min(each.x for each in points), max(each.x for each in points)
    beyond = max((high / low) ** 0.08, (LEAST * low / high) ** 0.5)
    x = LogScale(low / beyond, high * beyond, LEFT + 8, width - RIGHT)
    bounds = round_range(min(p.figure.low for p in points), max(p.figure.high for p in points))
    y = Scale(*bounds, HEIGHT - BOTTOM, TOP)
    end = width - RIGHT
    frame = [
        axis_left(y, ticks(*bounds), LEFT, end, percent=axes.percent),
        *(
            text(x(mark), HEIGHT - BOTTOM + 18, axes.x_text(mark), anchor="middle")
            for mark in log_ticks(x.low, x.high, 6 if width > 500 else 3)
        ),
        text(0, 14, axes.y_name, kind="axis", room=width),
        text(end, HEIGHT - 6, axes.x_name, kind="axis", anchor="end", room=end - LEFT),
    ]
    drawn = [_point(each, x(each.x), y, axes) for each in points]
    label = f"{axes.y_name} / {axes.x_name}: " + ", ".join(each.name for each in points)
    return document(width, HEIGHT, label, *frame, *drawn, *_names(points, x, y, width))


def _point(each: Point, x: float, y: Scale, axes: PointAxes) -> str:
    kind, found = "second" if each.chosen else "first", each.figure
    value, low, high = (
        f"{at:.1%}" if axes.percent else f"{at:.4g}" for at in (found.value, found.low, found.high)
    )
    tip = f"{each.name} · {value} ({low} – {high}) · {axes.x_text(each.x)}"
    return tag(
        "g",
        {"class": "hover"},
        line(x, y(found.low), x, y(found.high), f"whisker {kind}"),
        tag("circle", {"cx": x, "cy": y(found.value), "r": 5, "class": f"point {kind}"}),
        tag("circle", {"cx": x, "cy": y(found.value), "r": 11, "class": "target"}),
        title(tip),
    )


def _names(points: Sequence[Point], x: LogScale, y: Scale, width: float) -> list[str]:
    """The names beside their points, each below those that it would lie on."""
    taken: list[tuple[float, float, float]] = []  # left, right, middle
    found = []
    for each in sorted(points, key=lambda point: y(point.figure.value)):
        at, room = x(each.x), ROOM * width
        wide = width_of(shorten(each.name, room))
        right = at + 10 + wide <= width
        left = at + 10 if right else at - 10 - wide
        middle = y(each.figure.value)
        for start, stop, other in sorted(taken, key=lambda place: place[2]):
            if left < stop and start < left + wide and abs(middle - other) < LABEL:
                middle = other + LABEL
        taken.append((left, left + wide, middle))
        where, anchor = (at + 10, "start") if right else (at - 10, "end")
        found.append(text(where, middle + 4, each.name, kind="label", anchor=anchor, room=room))
    return found
