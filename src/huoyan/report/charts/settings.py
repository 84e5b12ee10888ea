"""Settings that a search tried: their scores one after the other, and over the values of one choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from huoyan.report.charts.parts.axes import LogScale, axis_bottom, log_ticks, round_range, ticks
from huoyan.report.charts.parts.lines import Frame, Line, legend
from huoyan.report.charts.parts.svg import document, number, tag, text, title

TOP = 32  # of a frame without a legend


@dataclass(frozen=True, slots=True)
class Tried:
    """at: its number, or its value of the choice; texts lie side by side. kind: of the dot's class."""

    at: float | str
    score: float
    tip: str
    kind: str = "first"


def course_chart(tried: Sequence[Tried], frame: Frame, best: str) -> str:
    """A dot a setting over its number from 1, as a table of all has it, and the best of all until then as a
    line of the name `best`. tried: by rising numbers, which begin at 0."""
    turns = [float(each.at) + 1 for each in tried]
    frame = replace(frame, y_range=_range(tried), x_range=(0, max([1.0, *turns])), x_whole=True)
    points: list[tuple[float, float]] = []
    for turn, each in zip(turns, tried, strict=True):
        if not points or each.score > points[-1][1]:
            points += [(turn, points[-1][1])] if points else []
            points.append((turn, each.score))
    points += [(turns[-1], points[-1][1])] if points else []
    path = " ".join(f"{number(frame.x(x))},{number(_height(frame, y))}" for x, y in points)
    stroke = tag("polyline", {"points": path, "class": "stroke second"})
    dots = "".join(_dot(frame.x(turn), frame, each) for turn, each in zip(turns, tried, strict=True))
    names = legend([Line(best, (), (), "second")], frame.width)
    label = f"{frame.y_name} / {frame.x_name}"
    return document(frame.width, frame.height, label, frame.axes(), stroke, dots, names)


def choice_chart(tried: Sequence[Tried], frame: Frame, *, log: bool) -> str:
    """The scores over the values of a choice: numbers on a scale, `log` by their factors, or texts."""
    frame = replace(frame, y_range=_range(tried), top=TOP)
    place, below = _places(tried, frame, log)
    dots = "".join(_dot(place(each.at), frame, each) for each in tried)
    label = f"{frame.y_name} / {frame.x_name}"
    return document(frame.width, frame.height, label, frame.axes_over(below), dots)


def _places(tried: Sequence[Tried], frame: Frame, log: bool) -> tuple[Callable[[float | str], float], str]:
    """Where a value lies, and the values below the axis."""
    bottom, end = frame.height - frame.bottom, frame.width - frame.right
    names = sorted({each.at for each in tried if isinstance(each.at, str)})
    if names:
        width = (end - frame.left) / len(names)
        middles = {name: frame.left + width * (at + 0.5) for at, name in enumerate(names)}
        below = "".join(
            text(x, bottom + 18, name, anchor="middle", room=width) for name, x in middles.items()
        )
        return lambda at: middles[str(at)], below
    values = [float(each.at) for each in tried]
    low, high = min(values), max(values)
    if log and 0 < low < high:
        scale = LogScale(low, high, frame.left + 6, end - 6)
        below = "".join(
            text(scale(mark), bottom + 18, f"{mark:g}", anchor="middle") for mark in log_ticks(low, high)
        )
        return lambda at: scale(float(at)), below
    frame = replace(frame, x_range=round_range(low, high))
    return lambda at: frame.x(float(at)), axis_bottom(frame.x, ticks(*frame.x_range), bottom, percent=False)


def _dot(x: float, frame: Frame, each: Tried) -> str:
    y = _height(frame, each.score)
    dot = tag("circle", {"cx": x, "cy": y, "r": 4, "class": f"dot {each.kind}"})
    target = tag("circle", {"cx": x, "cy": y, "r": 9, "class": "target"})
    return tag("g", {"class": "hover"}, dot, target, title(each.tip))


def _height(frame: Frame, score: float) -> float:
    return frame.y(max(frame.y_range[0], score))


def _range(tried: Sequence[Tried]) -> tuple[float, float]:
    """Of the better half and as far again below it: failures would press the others together. They lie on
    the edge."""
    scores = sorted(each.score for each in tried)
    if not scores:
        return 0.0, 1.0
    middle = scores[len(scores) // 2]
    return round_range(max(scores[0], middle - 2 * (scores[-1] - middle)), scores[-1])
