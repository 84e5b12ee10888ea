"""A clip as one picture: some of its frames side by side, in the order of time, in one row or several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.images.resize import resized

GAP = 2  # pixels between two frames
_PAPER = 255


def strip(
    frames: np.ndarray | Sequence[np.ndarray], height: int, count: int = 6, columns: int | None = None
) -> np.ndarray:
    """uint8 (H, W, 3) of at most `count` frames, spread evenly, each of `height` pixels.

    frames: uint8, (H, W, 3) or (H, W, 1), of one shape. columns: frames in a row; None: all of them.
    """
    n = len(frames)
    shown = min(count, n)
    places = [(2 * at + 1) * n // (2 * shown) for at in range(shown)]
    tiles = [_tile(frames[place], height) for place in places]
    wide = columns or shown
    missing = [np.full_like(tiles[0], _PAPER)] * (-shown % wide)
    rows = [_joined([*tiles, *missing][at : at + wide], axis=1) for at in range(0, shown, wide)]
    return _joined(rows, axis=0)


def _joined(tiles: Sequence[np.ndarray], axis: int) -> np.ndarray:
    """With paper between them."""
    sides = list(tiles[0].shape)
    sides[axis] = GAP
    gap = np.full(sides, _PAPER, np.uint8)
    return np.concatenate([part for tile in tiles for part in (gap, tile)][1:], axis=axis)


def _tile(frame: np.ndarray, height: int) -> np.ndarray:
    width = max(1, round(frame.shape[1] * height / frame.shape[0]))
    colour = np.repeat(frame, 3, axis=2) if frame.shape[2] == 1 else frame
    return resized(np.ascontiguousarray(colour), height, width, "bilinear")
