"""Line charts: one frame, some lines, a dot with a tip for each point that can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.report.charts.parts.axes import Scale, axis_bottom, axis_left, round_range, ticks
from huoyan.report.charts.parts.svg import document, line, number, shorten, tag, text, title, width_of

MANY_DOTS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` is the CSS class of the stroke: first, second, rest or level. `tips`: one a point, or none.

    low, high: of the band about the line, a value a point, or none.
    """

    name: str
    x: Sequence[float] | np.ndarray
    y: Sequence[float] | np.ndarray
    kind: str
    tips: Sequence[str] = ()
    low: Sequence[float] | np.ndarray = ()
    high: Sequence[float] | np.ndarray = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Size in pixels, ranges of the axes, and what they are called."""

    x_name: str
    y_name: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    width: float = 480
    height: float = 300
    x_percent: bool = False
    y_percent: bool = False
    x_whole: bool = False
    left: float = 52
    right: float = 24
    top: float = 58
    bottom: float = 46

    @property
    def x(self) -> Scale:
        return Scale(*self.x_range, self.left, self.width - self.right)

    @property
    def y(self) -> Scale:
        return Scale(*self.y_range, self.height - self.bottom, self.top)

    def axes(self) -> str:
        x_marks = ticks(*self.x_range, 6, whole=self.x_whole)
        return self.axes_over(axis_bottom(self.x, x_marks, self.height - self.bottom, percent=self.x_percent))

    def axes_over(self, below: str) -> str:
        """The axes with other values `below` than those of the scale."""
        end = self.width - self.right
        return (
            axis_left(self.y, ticks(*self.y_range), self.left, end, percent=self.y_percent)
            + below
            + text(0, 14, self.y_name, kind="axis", room=self.width)
            + text(end, self.height - 6, self.x_name, kind="axis", anchor="end", room=end - self.left)
        )


def range_of(lines: Sequence[Line], *, floor: float | None = None) -> tuple[float, float]:
    """A round range that holds every finite y; `floor` is held too."""
    values = np.concatenate([np.asarray(each.y, dtype=float) for each in lines] or [np.zeros(0)])
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low = float(values.min()) if floor is None else min(floor, float(values.min()))
    return round_range(low, float(values.max()))


def line_chart(frame: Frame, lines: Sequence[Line], *, diagonal: bool = False) -> str:
    """Rest lines lie under the named ones; a line of one point is drawn as a dot."""
    ground = line(frame.x(0), frame.y(0), frame.x(1), frame.y(1), "level") if diagonal else ""
    body = "".join(_band(frame, each) + _stroke(frame, each) for each in lines)
    dots = "".join(_dots(frame, each) for each in lines if each.tips)
    named = [each for each in lines if each.name and each.kind != "rest"]
    label = f"{frame.y_name} / {frame.x_name}: " + ", ".join(each.name for each in named)
    return document(
        frame.width, frame.height, label, frame.axes(), ground, body, dots, legend(named, frame.width)
    )


def legend(lines: Sequence[Line], width: float) -> str:
    """Short strokes with their names, in one row under the name of the axis."""
    room = width / max(1, len(lines)) - 38
    parts, x = [], 0.0
    for each in lines:
        name = shorten(each.name, room)
        parts.append(line(x, 34, x + 18, 34, f"stroke {each.kind}"))
        parts.append(text(x + 25, 38, each.name, kind="legend", room=room))
        x += 25 + width_of(name) + 18
    return "".join(parts)


def thin(x: np.ndarray, y: np.ndarray, *, grid: float = 0.5) -> np.ndarray:
    """Points (M, 2) in pixels that draw the same line: snapped to `grid`, of straight runs only the ends."""
    points = np.round(np.column_stack([x, y]) / grid) * grid
    if len(points) < 3:
        return points
    moved = np.r_[True, np.any(points[1:] != points[:-1], axis=1)]
    points = points[moved]
    if len(points) < 3:
        return points
    ahead, behind = points[2:] - points[1:-1], points[1:-1] - points[:-2]
    turns = np.abs(ahead[:, 0] * behind[:, 1] - ahead[:, 1] * behind[:, 0]) > 1e-9
    return points[np.r_[True, turns, True]]


def _stroke(frame: Frame, each: Line) -> str:
    x, y = np.asarray(each.x, dtype=float), np.asarray(each.y, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return ""
    pixels = thin(frame.x(x[known]), frame.y(y[known]))  # type: ignore[arg-type]
    if len(pixels) == 1:
        return tag(
            "circle", {"cx": pixels[0, 0], "cy": pixels[0, 1], "r": 3.5, "class": f"point {each.kind}"}
        )
    path = " ".join(f"{number(px)},{number(py)}" for px, py in pixels)
    tip = title(each.name) if each.kind == "rest" else ""
    return tag("polyline", {"points": path, "class": f"stroke {each.kind}"}, *([tip] if tip else []))


def _band(frame: Frame, each: Line) -> str:
    if not len(each.low):
        return ""
    there = list(zip(each.x, each.high, strict=True)) + list(zip(each.x, each.low, strict=True))[::-1]
    points = " ".join(f"{number(frame.x(x))},{number(frame.y(y))}" for x, y in there)
    return tag("polygon", {"points": points, "class": f"band {each.kind}"})


def _dots(frame: Frame, each: Line) -> str:
    """A dot a point; of very many only the one pointed at shows, for their rims would hide the line."""
    kind = each.kind if sum(map(_finite, each.y)) <= MANY_DOTS else f"{each.kind} shy"
    return "".join(
        tag(
            "g",
            {"class": "hover"},
            tag("circle", {"cx": frame.x(x), "cy": frame.y(y), "r": 3.2, "class": f"point {kind}"}),
            tag("circle", {"cx": frame.x(x), "cy": frame.y(y), "r": 9, "class": "target"}),
            title(tip),
        )
        for x, y, tip in zip(each.x, each.y, each.tips, strict=True)
        if _finite(y)
    )


def _finite(value: float) -> bool:
    return bool(np.isfinite(value))
