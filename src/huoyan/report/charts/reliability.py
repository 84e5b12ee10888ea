"""Reliability: how often an answer of a given confidence was right, and how many such answers there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.report.charts.parts.axes import Scale
from huoyan.report.charts.parts.lines import Frame
from huoyan.report.charts.parts.svg import document, line, rect, tag, text, title


@dataclass(frozen=True, slots=True)
class Bin:
    """`count` answers with a confidence in low..high: the mean confidence, and the share that was right."""

    low: float
    high: float
    count: int
    confidence: float
    share: float


@dataclass(frozen=True, slots=True)
class ReliabilityNames:
    confidence: str
    share: str
    ideal: str
    pictures: str


def reliability_chart(bins: Sequence[Bin], names: ReliabilityNames) -> str:
    """Dots at (mean confidence, share right) on bars; the histogram of the confidences stands below."""
    frame = Frame(
        names.confidence,
        names.share,
        (0, 1),
        (0, 1),
        width=480,
        height=440,
        bottom=116,
        x_percent=True,
        y_percent=True,
    )
    filled = [each for each in bins if each.count]
    if not filled:
        return ""
    bars = "".join(_bar(frame, each, names) for each in filled)
    dots = "".join(
        tag("circle", {"cx": frame.x(b.confidence), "cy": frame.y(b.share), "r": 4, "class": "point first"})
        for b in filled
    )
    ideal = line(frame.x(0), frame.y(0), frame.x(1), frame.y(1), "level")
    key = line(0, 34, 18, 34, "level") + text(25, 38, names.ideal, kind="legend", room=440)
    return document(
        frame.width,
        frame.height,
        names.share,
        frame.axes(),
        bars,
        ideal,
        dots,
        key,
        _histogram(frame, filled, names),
    )


def _bar(frame: Frame, each: Bin, names: ReliabilityNames) -> str:
    left, right, top = frame.x(each.low), frame.x(each.high), frame.y(each.share)
    tip = (
        f"{names.confidence} {each.low:.0%}–{each.high:.0%} · {names.share} {each.share:.1%} · "
        f"{each.count} {names.pictures}"
    )
    solid = rect(left + 1, top, right - left - 2, frame.y(0) - top, "bar soft")
    target = rect(left, frame.top, right - left, frame.y(0) - frame.top, "target")
    return tag("g", {"class": "hover"}, solid, target, title(tip))


def _histogram(frame: Frame, bins: Sequence[Bin], names: ReliabilityNames) -> str:
    floor, room = frame.height - 26, 50.0
    height = Scale(0, max(each.count for each in bins), 0, room)
    bars = "".join(
        tag(
            "g",
            {"class": "hover"},
            rect(
                frame.x(b.low) + 1,
                floor - height(b.count),
                frame.x(b.high) - frame.x(b.low) - 2,
                height(b.count),
                "bar",
            ),
            title(f"{b.low:.0%}–{b.high:.0%}: {b.count} {names.pictures}"),
        )
        for b in bins
    )
    base = line(frame.left, floor, frame.width - frame.right, floor, "base")
    return base + bars
