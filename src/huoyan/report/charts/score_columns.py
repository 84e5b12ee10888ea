"""Scores of two kinds of pictures in columns, good ones below and defects above the line of the threshold."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from huoyan.report.charts.parts.axes import Scale, axis_bottom, axis_left, round_edges, round_range, ticks
from huoyan.report.charts.parts.svg import document, line, rect, text, width_of

BINS = 24
HEIGHT, LEFT, TOP, BOTTOM = 280.0, 44.0, 44.0, 30.0
COLOURS = ("part0", "part1")


def score_columns(
    scores: Mapping[str, np.ndarray], threshold: float, threshold_name: str, width: float
) -> str:
    """scores: (n,) of each kind by its name, the first one lowest in each column."""
    together = np.concatenate([*scores.values(), [threshold]])
    edges = round_edges(float(together.min()), float(together.max()), BINS)
    counts = {name: np.histogram(each, edges)[0] for name, each in scores.items()}
    x = Scale(edges[0], edges[-1], LEFT, width - 4)
    y = Scale(*round_range(0, float(sum(counts.values()).max())), HEIGHT - BOTTOM, TOP)  # type: ignore[union-attr]
    parts = [_legend(scores), axis_left(y, ticks(y.low, y.high, whole=True), LEFT, width, percent=False)]
    done = np.zeros(len(edges) - 1)
    for colour, (name, own) in zip(COLOURS, counts.items(), strict=False):
        for (low, high), start, n in zip(pairwise(edges), done, own, strict=True):
            top, bottom = y(start + n), y(start)
            tip = f"{low:.4g} – {high:.4g} · {name}: {n}"
            if n:
                parts.append(
                    rect(x(low) + 0.5, top, x(high) - x(low) - 1, bottom - top, f"bar {colour}", tip=tip)
                )
        done = done + own
    right = x(threshold) > width / 2
    parts += [
        axis_bottom(x, ticks(edges[0], edges[-1]), HEIGHT - BOTTOM, percent=False),
        line(x(threshold), TOP - 8, x(threshold), HEIGHT - BOTTOM, "level"),
        text(
            x(threshold) + (-6 if right else 6),
            TOP - 4,
            f"{threshold_name} {threshold:.3g}",
            kind="axis",
            anchor="end" if right else "start",
        ),
    ]
    return document(width, HEIGHT, threshold_name, *parts, least=0.9)


def _legend(scores: Mapping[str, np.ndarray]) -> str:
    parts, x = [], 0.0
    for colour, (name, each) in zip(COLOURS, scores.items(), strict=False):
        words = f"{name} {len(each):,}"
        parts += [rect(x, 5, 11, 11, f"bar {colour}"), text(x + 18, 15, words, kind="legend")]
        x += 18 + width_of(words) + 14
    return "".join(parts)
