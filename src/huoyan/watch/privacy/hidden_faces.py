"""Faces are painted over with the colour around them: nothing of what was there is left to be undone.

A mosaic is not enough. Of 40 persons (ORL faces) who has pictures of all of them, made coarse alike, knows 8
of 10 again from 3 x 3 blocks, and 6 of 10 from 2 x 2.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from huoyan.watch.privacy.face_finders import FaceFinder

MARGIN = 0.35  # of the box, on every side: hair, ears and chin too
RIM = 3  # pixels around the painted part, of which its colour is taken
HOLD_S = 1.0  # a face that is missed in one frame is where it was in the last


class HiddenFaces:
    """Of one stream of frames. Faces found a moment ago stay painted over where they were."""

    def __init__(self, find: FaceFinder, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._find, self._monotonic = find, monotonic
        self._recent: list[tuple[float, tuple[int, int], np.ndarray]] = []

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        """A copy of uint8 (H, W, 3) without faces."""
        now, size = self._monotonic(), (pixels.shape[0], pixels.shape[1])
        self._recent = [each for each in self._recent if now - each[0] < HOLD_S and each[1] == size]
        self._recent.append((now, size, self._find(pixels)))
        hidden = pixels.copy()
        for _, _, boxes in self._recent:
            for box in boxes:
                paint_over(hidden, box)
        return hidden


def paint_over(pixels: np.ndarray, box: np.ndarray) -> None:
    """In place: `box` xyxy and a margin get one colour, the mean of the rim around them."""
    height, width = pixels.shape[:2]
    xmin, ymin, xmax, ymax = (float(side) for side in box)
    across, down = MARGIN * (xmax - xmin), MARGIN * (ymax - ymin)
    left, right = (int(np.clip(side, 0, width)) for side in (xmin - across, xmax + across + 1))
    top, bottom = (int(np.clip(side, 0, height)) for side in (ymin - down, ymax + down + 1))
    if left >= right or top >= bottom:
        return
    pixels[top:bottom, left:right] = _rim_colour(pixels, left, top, right, bottom)


def _rim_colour(pixels: np.ndarray, left: int, top: int, right: int, bottom: int) -> np.ndarray:
    """Grey where the whole picture is painted over."""
    height, width = pixels.shape[:2]
    wide = slice(max(0, left - RIM), min(width, right + RIM))
    sides = (
        pixels[max(0, top - RIM) : top, wide],
        pixels[bottom : min(height, bottom + RIM), wide],
        pixels[top:bottom, max(0, left - RIM) : left],
        pixels[top:bottom, right : min(width, right + RIM)],
    )
    rim = np.concatenate([side.reshape(-1, 3) for side in sides])
    return rim.mean(axis=0).astype(np.uint8) if len(rim) else np.full(3, 128, np.uint8)
