"""A map of scores laid over a picture: what is far above the usual glows, the rest stays as it is."""

from __future__ import annotations

import numpy as np
from PIL import Image

# What a graph is to give: of a picture one number, a number a pixel, and one of the picture as a whole.
SCORE, HEATMAP, WHOLE = "score", "heatmap", "whole"
COLD, HOT = np.array([255, 214, 0], np.float32), np.array([255, 0, 40], np.float32)
COVERING = 0.65  # of the picture that the hottest place covers


def with_heat(
    pixels: np.ndarray, heat: np.ndarray, seen: tuple[float, float, float, float], threshold: float
) -> np.ndarray:
    """A copy of uint8 (H, W, 3), or (H, W) grey, in colour, with `heat` (h, w) laid over the part `seen`.

    seen: xmin, ymin, xmax, ymax as shares of the picture's sides. Half of the threshold is not seen, one and
    a half of it and more is hottest.
    """
    height, width = pixels.shape[:2]
    left, right = (round(share * width) for share in (seen[0], seen[2]))
    top, bottom = (round(share * height) for share in (seen[1], seen[3]))
    drawn = np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels[..., :3].copy()
    if right <= left or bottom <= top:
        return drawn
    large = Image.fromarray(np.ascontiguousarray(heat, np.float32)).resize(
        (right - left, bottom - top), Image.Resampling.BILINEAR
    )
    strength = np.clip(np.asarray(large) / threshold - 0.5, 0, 1)[..., None]
    colour = COLD + (HOT - COLD) * strength
    covered = COVERING * np.sqrt(strength)
    part = drawn[top:bottom, left:right]
    drawn[top:bottom, left:right] = np.round(part * (1 - covered) + colour * covered).astype(np.uint8)
    return drawn
