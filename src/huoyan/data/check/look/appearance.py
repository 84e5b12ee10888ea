"""What a picture of 32 x 32 pixels looks like, in a few hundred numbers: colours, edges, rough layout.

Good enough to say which labels are surprising, in a second a thousand pictures; a network's embeddings
say it better where they are at hand.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

_CHUNK = 4096  # pictures at a time: float copies of all of them would need gigabytes
BINS, ORIENTATIONS, CELL, SMALL = 6, 8, 8, 8


def appearance(thumbs: np.ndarray) -> np.ndarray:
    """uint8 (N, S, S, 3), S a multiple of 8, to float32 (N, D): blocks of numbers of like size.

    Colour histograms in root form (Hellinger distance) of the whole and of three bands, for sky and ground;
    gradient histograms a cell (after Dalal and Triggs, CVPR 2005); and the picture itself, 8 x 8.
    """
    chunks = [_appearance(thumbs[at : at + _CHUNK]) for at in range(0, len(thumbs), _CHUNK)]
    return np.concatenate(chunks) if chunks else np.zeros((0, 0), np.float32)


def _appearance(thumbs: np.ndarray) -> np.ndarray:
    pixels = thumbs.astype(np.float32) / 255
    grey = pixels @ np.array([0.299, 0.587, 0.114], np.float32)
    blocks = [_colours(pixels), _edges(grey), _layout(pixels, grey)]
    return np.concatenate([_standard(block) for block in blocks], axis=1)


def _standard(block: np.ndarray) -> np.ndarray:
    """Scaled so that each block weighs the same, however many numbers it has."""
    return np.asarray(block / np.float32(np.sqrt(block.shape[1])))


def _colours(pixels: np.ndarray) -> np.ndarray:
    """Joint histograms of 6 x 6 x 6 RGB bins: of the whole and of the upper, middle and lower third."""
    n, height = pixels.shape[:2]
    levels = np.minimum((pixels * BINS).astype(np.int64), BINS - 1)
    code = (levels[..., 0] * BINS + levels[..., 1]) * BINS + levels[..., 2]
    edges = (0, height // 3, height - height // 3, height)
    bands = [_histogram(code[:, a:b].reshape(n, -1), BINS**3) for a, b in pairwise(edges)]
    whole = _histogram(code.reshape(n, -1), BINS**3)
    return np.asarray(np.sqrt(np.concatenate([whole, *bands], axis=1)) * np.float32(np.sqrt(BINS**3)))


def _histogram(codes: np.ndarray, size: int, weights: np.ndarray | None = None) -> np.ndarray:
    """Shares of codes 0..size-1 in each row of (N, M), float32 (N, size)."""
    n, m = codes.shape
    flat = (codes + np.arange(n)[:, None] * size).ravel()
    counts = np.bincount(flat, None if weights is None else weights.ravel(), minlength=n * size)
    return np.asarray(counts.reshape(n, size) / m, dtype=np.float32)


def _edges(grey: np.ndarray) -> np.ndarray:
    """Unsigned gradient directions in cells of 8 x 8 pixels, strength-weighted, normalised a picture."""
    n, height, width = grey.shape
    y = np.gradient(grey, axis=1)
    x = np.gradient(grey, axis=2)
    strength = np.hypot(x, y)
    direction = (np.arctan2(y, x) % np.pi) * (ORIENTATIONS / np.pi)
    bins = np.minimum(direction.astype(np.int64), ORIENTATIONS - 1)
    cells = (np.arange(height) // CELL)[:, None] * (width // CELL) + np.arange(width) // CELL
    size = (height // CELL) * (width // CELL) * ORIENTATIONS
    found = _histogram((cells * ORIENTATIONS + bins).reshape(n, -1), size, strength)
    total = np.linalg.norm(found, axis=1, keepdims=True)
    # How strong the edges are in all says something too: rain and fog against a clear sky.
    amount = np.log1p(strength.reshape(n, -1).mean(axis=1, keepdims=True) * 50)
    return np.concatenate([np.sqrt(found / np.maximum(total, 1e-6)) * 3, amount], axis=1, dtype=np.float32)


def _layout(pixels: np.ndarray, grey: np.ndarray) -> np.ndarray:
    """The picture at 8 x 8: grey, red against green, blue against yellow."""
    opponent = np.stack(
        [grey, pixels[..., 0] - pixels[..., 1], pixels[..., 2] - (pixels[..., 0] + pixels[..., 1]) / 2],
        axis=3,
    )
    n, height, width = grey.shape
    small = opponent.reshape(n, SMALL, height // SMALL, SMALL, width // SMALL, 3).mean(axis=(2, 4))
    return np.asarray(small.reshape(n, -1) * 4, dtype=np.float32)
