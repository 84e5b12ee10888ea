"""What of the frames a network sees: the frames themselves, how they differ, or what moves and whither.

All of it is uint8, so that every graph takes bytes. A difference keeps each value up to 127. A flow f is kept
as `sign(f) log1p(2 |f|)` in 32nds, so that rounding costs 0.008 pixels where little moves, 1.6 % of much.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

import numpy as np

MotionName = Literal["frames", "difference", "flow"]

MIDDLE = 128  # the byte of no difference and no flow
FLOW_UNIT = 32  # bytes to 1 of sign(f) log1p(2 |f|): up to 26 pixels a step, more is taken for as many
FLOW_LEAST = 16  # pixels; the flow of smaller frames cannot be found
FLOW_CHANNELS = 2  # to the right, down


class Motion(Protocol):
    """What one stream shows, frame by frame. `pairs`: a value is of two frames; such values add up."""

    pairs: bool

    def add(self, frame: np.ndarray) -> np.ndarray | None:
        """The value of this frame, or of the way to it from the one before; None for the first of a pair.

        frame: uint8 (H, W, C), of one shape for all.
        """
        ...

    def bytes(self, value: np.ndarray) -> np.ndarray:
        """A value, or a sum or mean of such, as the network takes it: uint8 (H, W, C)."""
        ...


class Frames:
    """The pixels as they are."""

    pairs = False

    def add(self, frame: np.ndarray) -> np.ndarray | None:
        return frame

    def bytes(self, value: np.ndarray) -> np.ndarray:
        return value


class Difference:
    """What has become brighter (above 128) and darker since the frame before."""

    pairs = True

    def __init__(self) -> None:
        self._before: np.ndarray | None = None

    def add(self, frame: np.ndarray) -> np.ndarray | None:
        before, self._before = self._before, frame.astype(np.float32)
        return None if before is None else np.asarray(self._before - before)

    def bytes(self, value: np.ndarray) -> np.ndarray:
        return rounded(value + MIDDLE)


class Flow:
    """How far each square of `cell` pixels has moved to the right and down, less what most of them have.

    The median of each frame is taken away, which is the camera's own motion. Dense inverse search (Kroeger et
    al. 2016) with OpenCV's fastest setting.
    """

    pairs = True

    def __init__(self, cell: int) -> None:
        import cv2

        self._search: Any = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._cell = cell
        self._before: np.ndarray | None = None

    def add(self, frame: np.ndarray) -> np.ndarray | None:
        """frame: uint8 (H, W, 1). float32 (H / cell, W / cell, 2) in pixels of the frame."""
        before, self._before = self._before, np.ascontiguousarray(frame[:, :, 0])
        if before is None:
            return None
        moved = self._search.calc(before, self._before, None)
        height, width = moved.shape[0] // self._cell, moved.shape[1] // self._cell
        cells = moved.reshape(height, self._cell, width, self._cell, FLOW_CHANNELS).mean(axis=(1, 3))
        away: np.ndarray = cells - np.median(cells, axis=(0, 1))
        return away

    def bytes(self, value: np.ndarray) -> np.ndarray:
        return rounded(MIDDLE + FLOW_UNIT * np.sign(value) * np.log1p(2 * np.abs(value)))


def rounded(value: np.ndarray) -> np.ndarray:
    """To the nearest byte; what lies beyond is the last one."""
    return np.asarray(np.clip(np.rint(value), 0, 255), np.uint8)
