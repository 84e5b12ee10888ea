"""A clip as one picture: some of its frames side by side, in the order of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.images.resize import resized

GAP = 2  # pixels between two frames
_PAPER = 255


def strip(frames: np.ndarray | Sequence[np.ndarray], height: int, count: int = 6) -> np.ndarray:
    """uint8 (height, W, 3) of at most `count` frames, spread evenly; each is uint8 (H, W, 3) or (H, W, 1)."""
    n = len(frames)
    shown = min(count, n)
    places = [(2 * at + 1) * n // (2 * shown) for at in range(shown)]
    tiles = [_tile(frames[place], height) for place in places]
    gap = np.full((height, GAP, 3), _PAPER, np.uint8)
    return np.concatenate([part for tile in tiles for part in (gap, tile)][1:], axis=1)


def _tile(frame: np.ndarray, height: int) -> np.ndarray:
    width = max(1, round(frame.shape[1] * height / frame.shape[0]))
    colour = np.repeat(frame, 3, axis=2) if frame.shape[2] == 1 else frame
    return resized(np.ascontiguousarray(colour), height, width, "bilinear")
