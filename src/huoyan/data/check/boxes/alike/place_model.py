"""What tells a class from all other places: one linear weighing of cells, learnt in closed form.

Linear discriminant analysis, as Hariharan, Malik and Ramanan use it on such cells, "Discriminative
decorrelation for clustering and classification" (ECCV 2012): no rounds of training, a second a class.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.data.check.boxes.alike.cells import CELL, cells, windows
from huoyan.data.check.boxes.alike.shape import Shape
from huoyan.metrics.detection.overlap import overlaps

SHRINK = 0.1  # of the mean variance, added to all: there are fewer examples than weights
MOST_BOXES, MOST_PLACES = 600, 4000  # that are learnt from
FREE = 0.3  # a place that overlaps a box by less shows none


class PlaceModel:
    """Weights (D,) of a window, and what is added."""

    def __init__(self, shape: Shape, shown: np.ndarray, others: np.ndarray) -> None:
        """shown, others: windows (n, D) of the class and of places without."""
        self.shape = shape
        spread = np.cov(others, rowvar=False) + np.cov(shown, rowvar=False)
        spread += np.eye(len(spread)) * (SHRINK * spread.trace() / len(spread))
        one, other = shown.mean(axis=0), others.mean(axis=0)
        self._weights = np.linalg.solve(spread, one - other).astype(np.float32)
        self._shift = float(self._weights @ (one + other)) / 2

    def places(self, rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All places of a picture as boxes (n, 4), and how much each looks like the class (n,)."""
        boxes: list[np.ndarray] = []
        scores: list[np.ndarray] = []
        for scale in self.shape.scales:
            found = windows(cells(resized(rgb, scale)), self.shape.height, self.shape.width)
            boxes.append(self.shape.places(found, scale))
            scores.append((found @ self._weights).ravel() - self._shift)
        return np.concatenate(boxes), np.concatenate(scores)


def resized(rgb: np.ndarray, scale: float) -> np.ndarray:
    import cv2

    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=how))


def shown_windows(rgb: np.ndarray, boxes: np.ndarray, shape: Shape) -> list[np.ndarray]:
    """The windows (D,) of boxes (n, 4), each stretched to fill them."""
    import cv2

    found = []
    for xmin, ymin, xmax, ymax in boxes.tolist():
        across, down = (xmax - xmin) / (shape.width * CELL), (ymax - ymin) / (shape.height * CELL)
        # With a cell more about it, as a window in its picture has neighbours.
        back = np.array([[across, 0, xmin - CELL * across], [0, down, ymin - CELL * down]])
        size = ((shape.width + 2) * CELL, (shape.height + 2) * CELL)
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        part = cv2.warpAffine(rgb, back, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
        found.append(windows(cells(np.asarray(part))[1:-1, 1:-1], shape.height, shape.width).ravel())
    return found


def other_windows(
    rgb: np.ndarray, boxes: np.ndarray, shape: Shape, n: int, rng: np.random.Generator
) -> np.ndarray:
    """Windows (n at most, D) of places that show none of the boxes (m, 4)."""
    found: list[np.ndarray] = []
    for scale in shape.scales:
        grid = windows(cells(resized(rgb, scale)), shape.height, shape.width)
        places = shape.places(grid, scale)
        free = np.flatnonzero((overlaps(places, boxes) < FREE).all(axis=1))
        chosen = rng.permutation(free)[: 1 + n // len(shape.scales)]
        found.append(grid.reshape(len(places), grid.shape[2])[chosen])
    return np.concatenate(found)


def learnt(
    pictures: Sequence[tuple[np.ndarray, np.ndarray]], shape: Shape, rng: np.random.Generator
) -> PlaceModel | None:
    """From pictures, each with the boxes (n, 4) of the class; None with too few."""
    shown, others = [], []
    for rgb, boxes in pictures:
        shown += shown_windows(rgb, boxes, shape)
        others.append(other_windows(rgb, boxes, shape, MOST_PLACES // len(pictures), rng))
    if len(shown) < 2 or sum(map(len, others)) < 2:
        return None
    chosen = rng.permutation(len(shown))[:MOST_BOXES]
    return PlaceModel(shape, np.array(shown)[chosen], np.concatenate(others))
