"""Whether what a box shows is seen at the same place of another picture: a thing that moved is not."""

from __future__ import annotations

import numpy as np

from huoyan.data.check.look.pixels import sample_pixels
from huoyan.data.dataset import Sample
from huoyan.errors import ImageError

# Sides of the pictures that are compared; patches are at least so large, and have some of what is about them.
SIDE, LEAST, ABOUT = 640, 12, 0.15
# How far the place may be off, in shares of the side: what alignment by copies of 48 pixels leaves.
SEARCHED = 0.03
# Correlation of two patches of one thing. In two shots of one slide (bccd) most blood cells reach 0.88 and
# more; road that a car has left (drone-cars) reaches 0.7 at most.
EQUAL = 0.8


def grey_pixels(sample: Sample) -> np.ndarray | None:
    """uint8 (SIDE, SIDE), squashed; None where it cannot be read any more."""
    import cv2

    try:
        pixels = sample_pixels(sample, (SIDE // 2, SIDE // 2))
    except ImageError:
        return None
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA))


def shown_there(one: np.ndarray, box: np.ndarray, other: np.ndarray, place: np.ndarray) -> bool:
    """Whether `other` shows at `place` what `one` shows in `box`; both (4,), xyxy in half sides from the
    middle, as -1..1.
    """
    import cv2

    xmin, ymin, xmax, ymax = _pixels(box, ABOUT, LEAST)
    width, height = xmax - xmin, ymax - ymin
    patch = one[ymin:ymax, xmin:xmax]
    across, down = _pixels(place, ABOUT, LEAST).reshape(2, 2).mean(axis=0)
    far = round(SEARCHED * SIDE)
    left, top = max(0, int(across - width / 2) - far), max(0, int(down - height / 2) - far)
    field = other[top : top + height + 2 * far, left : left + width + 2 * far]
    if field.shape[0] < height or field.shape[1] < width or patch.std() < 1:
        return False
    found = cv2.matchTemplate(field, patch, cv2.TM_CCOEFF_NORMED)
    return bool(found.max() >= EQUAL)


def _pixels(box: np.ndarray, about: float, least: int) -> np.ndarray:
    """Whole pixels int64 (4,) of a box with something about it, inside the picture."""
    corners = (box.reshape(2, 2) + 1) / 2 * SIDE
    half = np.maximum((corners[1] - corners[0]) * (0.5 + about), least / 2)
    middle = corners.mean(axis=0)
    low, high = np.clip(middle - half, 0, SIDE - least), np.clip(middle + half, least, SIDE)
    return np.concatenate([low, high]).round().astype(np.int64)
