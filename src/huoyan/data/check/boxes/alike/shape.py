"""The shape of a class: how many cells its things take, and at which sizes they are looked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.data.check.boxes.alike.cells import CELL

CELLS, LEAST = 8, 3  # along the longer and, at least, along the shorter side
STEP = 1.35  # from size to size
# Sizes of most boxes of the class: what is smaller or larger is not looked for.
SMALL, LARGE = 0.1, 0.9
MOST_SIZES = 4
LARGEST_SCALE = 2.0  # things that would have to be enlarged more are too small to have edges of their own


@dataclass(frozen=True, slots=True)
class Shape:
    """Cells of a thing, and the factors by which pictures are resized so that one of its sizes fills them."""

    height: int
    width: int
    scales: tuple[float, ...]

    def places(self, found: np.ndarray, scale: float) -> np.ndarray:
        """Windows (rows, columns, D) of a picture at a scale as boxes in its own pixels, float64 (n, 4)."""
        y, x = np.mgrid[: found.shape[0], : found.shape[1]]
        corners = np.stack([x, y, x + self.width, y + self.height], axis=-1).reshape(-1, 4)
        return np.asarray(corners * (CELL / scale))


def shape_of(sides: np.ndarray) -> Shape | None:
    """From the sides (B, 2) of the boxes of a class; None where these are too small or too unlike in size."""
    aspect = float(np.exp(np.median(np.log(sides[:, 0] / sides[:, 1]))))
    height = CELLS if aspect < 1 else max(LEAST, round(CELLS / aspect))
    width = CELLS if aspect >= 1 else max(LEAST, round(CELLS * aspect))
    small, large = np.log(np.quantile(np.sqrt(sides.prod(axis=1)), (SMALL, LARGE)))
    count = max(1, int(np.ceil((large - small) / np.log(STEP))))
    if count > MOST_SIZES:
        return None
    middles = small + (np.arange(count) + 0.5) * (large - small) / count
    scales = CELL * np.sqrt(height * width) / np.exp(middles)
    kept = tuple(float(scale) for scale in scales if scale <= LARGEST_SCALE)
    return Shape(height, width, kept) if kept else None
