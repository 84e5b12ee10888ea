"""Whether two pictures show the same thing: points that look alike and lie alike.

SIFT (D. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004), then one similarity
(shift, turn and scale) that many of the matched points obey, found by RANSAC. It sees through crops and turns
that small copies laid on one another do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

KEYPOINT_SIDE = 256  # longer side at which points are looked for
_POINTS = 200
RATIO = 0.8  # distance of the nearest point to the second nearest (Lowe 2004, section 7.1)
REACH = 3.0  # pixels by which a point may miss its place
CONTRAST = 0.02  # half of Lowe's: fog has points as well


@dataclass(frozen=True, slots=True, eq=False)
class Keypoints:
    """places: float32 (K, 2) x and y in 0..1; marks: uint8 (K, 128); width and height at SIDE."""

    places: np.ndarray
    marks: np.ndarray
    width: int
    height: int


def keypoints(pixels: np.ndarray) -> Keypoints:
    """Of uint8 (H, W) or (H, W, 3)."""
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    scale = KEYPOINT_SIDE / max(grey.shape)
    size = (max(16, round(grey.shape[1] * scale)), max(16, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    found, marks = cv2.SIFT.create(_POINTS, contrastThreshold=CONTRAST).detectAndCompute(small, None)
    if marks is None:
        return Keypoints(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8), *size)
    places = np.array([point.pt for point in found], dtype=np.float32) / np.array(size, dtype=np.float32)
    # The strongest points come with ties, so that there may be a few more.
    return Keypoints(places[:_POINTS], marks[:_POINTS].astype(np.uint8), *size)


def mirrored_points(points: Keypoints) -> Keypoints:
    """Those of the picture flipped left to right.

    A mark is a histogram of 4 x 4 places and 8 directions, both relative to the direction of the point
    itself; mirroring turns the places across it and the directions round.
    """
    cells = points.marks.reshape(-1, 4, 4, 8)[:, ::-1][..., [0, 7, 6, 5, 4, 3, 2, 1]]
    places = points.places * np.array([-1, 1], np.float32) + np.array([1, 0], np.float32)
    return Keypoints(places, np.ascontiguousarray(cells).reshape(-1, 128), points.width, points.height)


@dataclass(frozen=True, slots=True)
class Shared:
    """points: how many match and obey one similarity; spread: share of the picture that they span, 0..1, in
    the one where it is larger."""

    points: int
    spread: float


def shared_points(one: Keypoints, other: Keypoints, least: int) -> Shared:
    """What two pictures have in common, nothing below `least` points; the same for the same input."""
    import cv2

    first, second = _matched(one.marks, other.marks)
    if len(first) < max(least, 4):
        return Shared(0, 0.0)
    ends = [
        points.places[at] * np.array([points.width, points.height], dtype=np.float32)
        for points, at in ((one, first), (other, second))
    ]
    warp, obey = cv2.estimateAffinePartial2D(
        ends[0], ends[1], method=cv2.RANSAC, ransacReprojThreshold=REACH, maxIters=500
    )
    if warp is None:
        return Shared(0, 0.0)
    kept = obey.reshape(-1) == 1
    # Several points at one place are one.
    count = min(len(np.unique(np.round(end[kept] / 4), axis=0)) for end in ends)
    spread = max(
        float(np.prod(np.ptp(end[kept], axis=0))) / (points.width * points.height)
        for end, points in zip(ends, (one, other), strict=True)
    )
    return Shared(count, spread)


def _matched(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places in `one` (K, 128) and in `other` of marks that are much nearer than any second one."""
    if min(len(one), len(other)) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    a, b = one.astype(np.float32), other.astype(np.float32)
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2 * (a @ b.T)
    nearest = squares.argmin(axis=1)
    best, second = np.partition(squares, 1, axis=1)[:, :2].T
    first = np.flatnonzero(best < RATIO**2 * second)
    return first, nearest[first]
