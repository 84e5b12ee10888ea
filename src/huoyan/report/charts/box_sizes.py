"""A dot a box: its width and height against the longer side of its picture, on scales of factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.report.charts.parts.axes import LogScale, log_ticks
from huoyan.report.charts.parts.svg import document, line, tag, text, width_of

MOST = 1500  # dots; more would make the page heavy and hide each other
LEGEND = 8  # classes that are named
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420.0, 52.0, 24.0, 62.0, 46.0
LEAST = 0.002  # of the longer side: smaller boxes lie on the edge


@dataclass(frozen=True, slots=True)
class BoxSizes:
    """Width and height (B,) over the longer side of the picture, and the class of each box, int (B,).

    names, colours: of the classes, colours as CSS has them; those of most boxes are named.
    """

    width: np.ndarray
    height: np.ndarray
    index: np.ndarray
    names: Sequence[str]
    colours: Sequence[str]


def box_size_chart(
    sizes: BoxSizes, x_name: str, y_name: str, marks: Sequence[tuple[float, str]], width: float
) -> str:
    """marks: sides at which a dashed line stands on both axes, with what it says. Empty without boxes."""
    if not len(sizes.width):
        return ""
    low = max(LEAST, min(sizes.width.min(), sizes.height.min(), *(at for at, _ in marks)) * 0.8)
    x = LogScale(low, 1.0, LEFT, width - RIGHT)
    y = LogScale(low, 1.0, HEIGHT - BOTTOM, TOP)
    end = width - RIGHT
    parts = [_grid(x, y, end, 6 if width > 500 else 4)]
    for at, said in marks:
        parts += [line(x(at), TOP, x(at), HEIGHT - BOTTOM, "level"), line(LEFT, y(at), end, y(at), "level")]
        parts.append(text(end, y(at) - 6, said, kind="axis", anchor="end", room=end - x(at)))
    parts += [
        text(0, 14, y_name, kind="axis", room=width),
        text(end, HEIGHT - 6, x_name, kind="axis", anchor="end", room=end - LEFT),
        _legend(sizes, width),
    ]
    shown = np.unique(np.linspace(0, len(sizes.width) - 1, min(MOST, len(sizes.width))).astype(int))
    dots = [
        tag(
            "circle",
            {
                "cx": x(float(np.clip(sizes.width[at], low, 1))),
                "cy": y(float(np.clip(sizes.height[at], low, 1))),
                "r": 3,
                "class": "dot box",
                "fill": sizes.colours[sizes.index[at]],
            },
        )
        for at in shown
    ]
    return document(width, HEIGHT, f"{y_name} / {x_name}", *parts, *dots)


def _grid(x: LogScale, y: LogScale, end: float, count: int) -> str:
    across = "".join(
        text(x(mark), HEIGHT - BOTTOM + 18, f"{100 * mark:.3g}%", anchor="middle")
        for mark in log_ticks(x.low, 1.0, count)
    )
    return across + "".join(
        line(LEFT, y(mark), end, y(mark), "grid")
        + text(LEFT - 8, y(mark) + 4, f"{100 * mark:.3g}%", anchor="end")
        for mark in log_ticks(y.low, 1.0, 6)
    )


def _legend(sizes: BoxSizes, width: float) -> str:
    """The classes of most boxes, as far as there is room for their names."""
    counts = np.bincount(sizes.index, minlength=len(sizes.names))
    parts, x = [], LEFT
    for index in np.argsort(-counts, kind="stable")[:LEGEND]:
        name = sizes.names[index]
        if not counts[index] or x + 18 + width_of(name) > width:
            break
        circle = {"cx": x + 5, "cy": 36, "r": 5, "class": "dot box", "fill": sizes.colours[index]}
        parts += [tag("circle", circle), text(x + 15, 40, name, kind="legend")]
        x += 15 + width_of(name) + 20
    return "".join(parts)
