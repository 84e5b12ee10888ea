"""Where the labels of boxes stand on a picture: inside it, at their box, hardly ever over another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# xmin, ymin, xmax, ymax in pixels.
Rect = tuple[int, int, int, int]

# More than this share of a label must not be hidden by another.
COVERED = 0.15
# Of a label to be hidden is so much worse than of a box.
LABEL_COST = 4


def placed(
    boxes: Sequence[Rect], sizes: Sequence[tuple[int, int]], width: int, height: int
) -> list[Rect | None]:
    """For each label of `sizes` (width, height) a place at its box; None where there is none left.

    The first come first. That place is taken which hides least of boxes and labels; of equal ones above
    the box, then below it, then inside, left flush or right flush.
    """
    things = np.array(boxes, np.int64).reshape(-1, 4)
    taken = np.empty((0, 4), np.int64)
    answer: list[Rect | None] = []
    for box, size in zip(boxes, sizes, strict=True):
        places = _places(box, size, width, height)
        hidden = _common(places, taken) / np.minimum(_areas(places)[:, None], _areas(taken))
        readable = (hidden <= COVERED).all(axis=1)
        if not readable.any():
            answer.append(None)
            continue
        cost = (_common(places, things) / _areas(things)).sum(axis=1) + LABEL_COST * hidden.sum(axis=1)
        best = places[np.where(readable, cost.round(2), np.inf).argmin()]
        taken = np.vstack((taken, best))
        xmin, ymin, xmax, ymax = best.tolist()
        answer.append((xmin, ymin, xmax, ymax))
    return answer


def _places(box: Rect, size: tuple[int, int], width: int, height: int) -> np.ndarray:
    """Those that lie wholly in the picture as rects int64 (n, 4), the best first."""
    (xmin, ymin, xmax, ymax), (wide, high) = box, size
    if wide > width:
        return np.empty((0, 4), np.int64)
    lefts = np.clip((xmin, xmax - wide, (xmin + xmax - wide) // 2), 0, width - wide)
    tops = np.array((ymin - high, ymax, ymin, ymax - high, (ymin + ymax - high) // 2))
    tops = tops[(tops >= 0) & (tops <= height - high)]
    top, left = (each.ravel() for each in np.meshgrid(tops, lefts, indexing="ij"))
    return np.stack((left, top, left + wide, top + high), axis=1)


def _common(these: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Pixels that each of `these` (n, 4) has in common with each of `others` (m, 4), as (n, m)."""
    low = np.maximum(these[:, None, :2], others[None, :, :2])
    high = np.minimum(these[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.maximum(high - low, 0).prod(axis=2))


def _areas(rects: np.ndarray) -> np.ndarray:
    return np.asarray((rects[:, 2] - rects[:, 0]) * (rects[:, 3] - rects[:, 1]))
