"""Confusions: the matrix where it is readable, and the pairs that were mixed up most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.report.charts.parts.svg import document, rect, tag, text, title, width_of

READABLE = 25
# Up to so many classes the matrix leaves room for a table at its side.
SMALL = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """`count` pictures of `truth` were called `predicted`: that is `share` (0..1) of its pictures."""

    truth: str
    predicted: str
    count: int
    share: float


def confused_pairs(matrix: np.ndarray, classes: Sequence[str], *, most: int) -> list[Pair]:
    """The off-diagonal cells with the highest counts; of equal counts the higher share comes first."""
    rows = matrix.sum(axis=1)
    cells = [
        Pair(classes[i], classes[j], int(matrix[i, j]), float(matrix[i, j] / rows[i]))
        for i, j in np.argwhere(matrix > 0)
        if i != j
    ]
    return sorted(cells, key=lambda pair: (-pair.count, -pair.share))[:most]


def confusion_chart(matrix: np.ndarray, classes: Sequence[str], truth: str, predicted: str) -> str:
    """Rows are the truth, columns the answers, colour is the share of the row. Empty for > 25 classes."""
    n = len(classes)
    if n > READABLE or n == 0:
        return ""
    cell = float(np.clip(520 / n, 26, 92)) if n <= SMALL else max(29.0, 640 / n)
    longest = max(width_of(name) for name in classes)
    left = min(150.0, longest + 16)
    flat = longest <= cell - 6
    top = 52.0 if flat else min(124.0, 44 + longest * 0.71)
    # Slanted names lean past the last column.
    lean = 8.0 if flat else min(76.0, longest * 0.71)
    width, height = left + cell * n + lean, top + cell * n + 4
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    parts = [text(0, 14, f"{truth} ↓   {predicted} →", kind="axis", room=width)]
    for i, name in enumerate(classes):
        middle = cell * (i + 0.5)
        parts.append(text(left - 10, top + middle + 4, name, kind="label", anchor="end", room=left - 12))
        parts.append(_column_name(left + middle, top - 10, name, flat=flat, cell=cell))
    for i, j in np.ndindex(n, n):
        box = (left + j * cell + 1, top + i * cell + 1, cell - 2)
        tip = f"{classes[i]} → {classes[j]}: {int(matrix[i, j])} ({shares[i, j]:.1%})"
        parts.append(_cell(box, int(matrix[i, j]), float(shares[i, j]), tip, right=i == j))
    return document(width, height, f"{truth} / {predicted}", *parts)


def _column_name(x: float, y: float, name: str, *, flat: bool, cell: float) -> str:
    if flat:
        return text(x, y, name, kind="label", anchor="middle", room=cell)
    return text(x, y, name, kind="label", room=104, turn=-45)


def _cell(box: tuple[float, float, float], count: int, share: float, tip: str, *, right: bool) -> str:
    x, y, side = box
    if not count:
        return rect(x, y, side, side, "cell none")
    level = int(np.clip(np.ceil(share * 5), 1, 5))
    middle = x + side / 2
    words = tag(
        "text",
        {
            "x": middle,
            "y": y + side / 2 + 4,
            "class": f"count level{level}" + (" small" if side < 34 else ""),
            "text-anchor": "middle",
        },
        str(count),
    )
    kind = f"cell {'right' if right else 'wrong'} level{level}"
    return tag("g", {"class": "hover"}, rect(x, y, side, side, kind), words, title(tip))
