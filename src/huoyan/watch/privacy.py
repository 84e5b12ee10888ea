"""What of a frame may be kept: outside the zones only coarse colours, in which nobody is known again."""

from __future__ import annotations

import cv2
import numpy as np

from huoyan.errors import UsageError
from huoyan.watch.keeper import Hide
from huoyan.watch.rules.places.zone import Zone
from huoyan.watch.rules.scene import Scene
from huoyan.words import Message

OUTSIDE = "outside"
# Of the picture's longer side: so coarse are the colours that stay.
BLOCKS = 24


def hide_of(blur: str | None, scene: Scene) -> Hide:
    """What `--blur` names. Raises UsageError usage.blur."""
    if blur is None:
        return lambda pixels: pixels
    if blur != OUTSIDE:
        raise UsageError(Message("watch.no_blur", value=blur), code="usage.blur")
    if not scene.zones:
        raise UsageError(Message("watch.blur_without_zone"), code="usage.blur")
    return lambda pixels: outside_blurred(pixels, scene.zones)


def outside_blurred(pixels: np.ndarray, zones: tuple[Zone, ...]) -> np.ndarray:
    """A copy of uint8 (H, W, 3) that is coarse wherever no zone is."""
    height, width = pixels.shape[:2]
    inside = np.zeros((height, width), np.uint8)
    for zone in zones:
        corners = np.array(zone.corners) * (width, height)
        cv2.fillPoly(inside, [corners.round().astype(np.int32)], 1)
    return np.where(inside[:, :, None] > 0, pixels, _coarse(pixels))


def _coarse(pixels: np.ndarray) -> np.ndarray:
    height, width = pixels.shape[:2]
    scale = BLOCKS / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))
