"""Outside the zones only coarse colours stay, in which nobody is known again."""

from __future__ import annotations

import cv2
import numpy as np

from huoyan.watch.rules.places.zone import Zone

# Of the picture's longer side. A face of 3 x 3 blocks is still told from 39 others in 8 of 10 cases by who
# has pictures of all forty (ORL faces); here a face would have to fill a third of the picture for that.
BLOCKS = 8


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
