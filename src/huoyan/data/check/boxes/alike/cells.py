"""A picture as a grid of cells, each with its edges by direction and its mean colour.

The edges are those of Dalal and Triggs, "Histograms of oriented gradients for human detection" (CVPR 2005),
without a sign, each cell evened by the energy about it.
"""

from __future__ import annotations

import numpy as np

CELL = 6  # pixels
DIRECTIONS, COLOURS = 8, 3
DEPTH = DIRECTIONS + COLOURS
# Added to the energy of a cell, in grey levels: noise on even ground stays small.
_NOISE = 4.0 * CELL * CELL
# So that an edge in the middle of a direction counts whole.
_GAIN = CELL * CELL / (1 - np.cos(np.pi / DIRECTIONS))
_COLOUR_SCALE = 64.0  # so that colours count about as much as edges


def cells(rgb: np.ndarray) -> np.ndarray:
    """uint8 (H, W, 3) to float32 (H // CELL, W // CELL, DEPTH); what is left of a cell at the end is cut."""
    import cv2

    height, width = rgb.shape[0] // CELL, rgb.shape[1] // CELL
    lab = cv2.cvtColor(np.ascontiguousarray(rgb[: height * CELL, : width * CELL]), cv2.COLOR_RGB2LAB)
    light = cv2.GaussianBlur(lab[:, :, 0].astype(np.float32), (0, 0), 1.0)
    across = cv2.Sobel(light, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(light, cv2.CV_32F, 0, 1, ksize=1)
    narrow = cv2.magnitude(across, down) * np.float32(np.cos(np.pi / DIRECTIONS))
    size = (width, height)
    edges = np.empty((height, width, DIRECTIONS), np.float32)
    for at, angle in enumerate(np.arange(DIRECTIONS) * (np.pi / DIRECTIONS)):
        along = cv2.addWeighted(across, float(np.cos(angle)), down, float(np.sin(angle)), 0)
        # What is left of an edge that is turned by a whole step is nothing.
        share = np.maximum(np.abs(along) - narrow, 0)
        edges[:, :, at] = cv2.resize(share, size, interpolation=cv2.INTER_AREA) * _GAIN
    energy = cv2.blur(np.sqrt((edges**2).sum(axis=2)), (3, 3))
    evened = np.sqrt(edges / (energy[:, :, None] + _NOISE))
    colours = cv2.resize(lab, size, interpolation=cv2.INTER_AREA).astype(np.float32) / _COLOUR_SCALE
    return np.concatenate([evened, colours], axis=2)


def windows(grid: np.ndarray, height: int, width: int) -> np.ndarray:
    """All windows of height x width cells in a grid (H, W, DEPTH), float32 (rows, columns, D); maybe none."""
    rows, columns = grid.shape[0] - height + 1, grid.shape[1] - width + 1
    if rows < 1 or columns < 1:
        return np.empty((0, 0, height * width * grid.shape[2]), np.float32)
    view = np.lib.stride_tricks.sliding_window_view(grid, (height, width), axis=(0, 1))
    return view.reshape(rows, columns, -1)
