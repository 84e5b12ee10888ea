"""Where one picture lies in another: points and boxes travel there and back by one affine map."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the source picture lies in the network's picture, in pixels, edges between pixels counted from 0:

    model_x = scale_x * x + shear_x * y + offset_x, model_y = shear_y * x + scale_y * y + offset_y.

    source_height, source_width: of the full upright source, in pixels.
    """

    source_height: int
    source_width: int
    scale_x: float
    scale_y: float
    offset_x: float
    offset_y: float
    shear_x: float = 0.0
    shear_y: float = 0.0

    def to_model(self, xyxy: np.ndarray) -> np.ndarray:
        """Boxes (N, 4) in source pixels to pixels of the network's picture; may lie outside after a crop.

        Where the picture is turned by other than right angles, the upright box around the turned one.
        """
        moved = _around(xyxy, self._matrix) + np.array([self.offset_x, self.offset_y] * 2)
        return np.asarray(moved, dtype=np.float64)

    def to_source(self, xyxy: np.ndarray) -> np.ndarray:
        """Boxes (N, 4) in pixels of the network's picture to source pixels, clipped to the source."""
        moved = np.reshape(xyxy, (-1, 4)) - np.array([self.offset_x, self.offset_y] * 2)
        sides = np.array([self.source_width, self.source_height] * 2, dtype=np.float64)
        return np.asarray(np.clip(_around(moved, self._inverse), 0, sides), dtype=np.float64)

    def points_to_model(self, xy: np.ndarray) -> np.ndarray:
        """Points (N, 2) in source pixels to pixels of the network's picture."""
        return np.asarray(np.reshape(xy, (-1, 2)) @ self._matrix.T + (self.offset_x, self.offset_y))

    def points_to_source(self, xy: np.ndarray) -> np.ndarray:
        """Points (N, 2) in pixels of the network's picture to source pixels, not clipped."""
        return np.asarray((np.reshape(xy, (-1, 2)) - (self.offset_x, self.offset_y)) @ self._inverse.T)

    def then(self, further: Placement) -> Placement:
        """Where the source lies in a further picture, of which the network's is the source."""
        (scale_x, shear_x), (shear_y, scale_y) = (further._matrix @ self._matrix).tolist()
        ((offset_x, offset_y),) = further.points_to_model(np.array([[self.offset_x, self.offset_y]])).tolist()
        return Placement(
            self.source_height, self.source_width, scale_x, scale_y, offset_x, offset_y, shear_x, shear_y
        )

    @property
    def _matrix(self) -> np.ndarray:
        return np.array([[self.scale_x, self.shear_x], [self.shear_y, self.scale_y]])

    @property
    def _inverse(self) -> np.ndarray:
        if not (self.shear_x or self.shear_y):
            return np.diag([1 / self.scale_x, 1 / self.scale_y])
        return np.asarray(np.linalg.inv(self._matrix))


def unmoved(height: int, width: int) -> Placement:
    """A picture where it is."""
    return Placement(height, width, 1.0, 1.0, 0.0, 0.0)


def cut_out(height: int, width: int, left: float, top: float) -> Placement:
    """A picture of these sides in a part of it that begins at `left` and `top`."""
    return replace(unmoved(height, width), offset_x=-float(left), offset_y=-float(top))


def mirrored(height: int, width: int) -> Placement:
    """A picture in its mirror image, left and right exchanged."""
    return replace(unmoved(height, width), scale_x=-1.0, offset_x=float(width))


def rotated(degrees: float, height: int, width: int) -> Placement:
    """A picture turned clockwise about its centre, within the same sides."""
    angle = math.radians(degrees)
    turn = replace(
        unmoved(height, width),
        scale_x=math.cos(angle),
        scale_y=math.cos(angle),
        shear_x=-math.sin(angle),
        shear_y=math.sin(angle),
    )
    to_centre = cut_out(height, width, width / 2, height / 2)
    return to_centre.then(turn).then(cut_out(height, width, -width / 2, -height / 2))


def upright(orientation: int, height: int, width: int) -> Placement:
    """A picture that is stored in these sides in its upright form, by EXIF's orientation, 1 to 8."""
    if orientation >= 5:
        exchanged = Placement(height, width, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0)
        return exchanged.then(upright(_AFTER_EXCHANGE[orientation], width, height))
    place = unmoved(height, width)
    if orientation in (2, 3):
        place = place.then(mirrored(height, width))
    if orientation in (3, 4):
        place = place.then(replace(unmoved(height, width), scale_y=-1.0, offset_y=float(height)))
    return place


# What is left to do of an orientation once rows and columns are exchanged.
_AFTER_EXCHANGE = {5: 1, 6: 2, 7: 3, 8: 4}


def _around(xyxy: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """The upright boxes around boxes (N, 4) that are mapped by a matrix (2, 2), float64 (N, 4)."""
    corners = np.reshape(xyxy, (-1, 2, 2)).astype(np.float64)  # box, low or high, x or y
    terms = corners[:, :, None, :] * matrix  # box, low or high, new axis, old axis
    low, high = terms.min(axis=1).sum(axis=2), terms.max(axis=1).sum(axis=2)
    return np.concatenate([low, high], axis=1)
