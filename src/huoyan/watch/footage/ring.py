"""The last seconds of a camera as small pictures in memory, however long it is watched.

They are encoded when an alarm wants them: most are forgotten, and to encode one takes as long as to follow
what is seen in a frame.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from huoyan.images.draw import encode_jpeg

RATE = 8.0  # frames a second; more show nothing more of what happened
LONGEST = 640  # pixels of the longer side
QUALITY = 80
MOST_BYTES = 48 << 20


@dataclass(frozen=True, slots=True)
class Still:
    """A frame as it may be kept. seconds: of the stream."""

    seconds: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame as it may be kept. seconds: of the stream; pixels: uint8 (H, W, 3), small, of even sides."""

    seconds: float
    pixels: np.ndarray

    def still(self) -> Still:
        return Still(self.seconds, encode_jpeg(self.pixels, QUALITY))


class Ring:
    """Give it frames from which what may not be kept is gone already."""

    def __init__(self, before_s: float, most_bytes: int = MOST_BYTES) -> None:
        self._before_s, self._most_bytes = before_s, most_bytes
        self._moments: deque[Moment] = deque()
        self._bytes = 0

    def is_due(self, seconds: float) -> bool:
        """Whether a frame of this second is wanted; most are not."""
        last = self._moments[-1].seconds if self._moments else -math.inf
        return not 0 <= seconds - last < 0.99 / RATE

    def add(self, pixels: np.ndarray, seconds: float) -> Moment:
        """uint8 (H, W, 3), kept and not copied where it is small. Seconds that go back are those of another
        stream.
        """
        if self._moments and seconds < self._moments[-1].seconds:
            self._moments.clear()
            self._bytes = 0
        moment = Moment(seconds, _small(pixels))
        self._moments.append(moment)
        self._bytes += moment.pixels.nbytes
        while seconds - self._moments[0].seconds > self._before_s or self._bytes > self._most_bytes:
            self._bytes -= self._moments.popleft().pixels.nbytes
            if not self._moments:
                break
        return moment

    def moments(self) -> tuple[Moment, ...]:
        """The oldest first."""
        return tuple(self._moments)


def _small(pixels: np.ndarray) -> np.ndarray:
    """Of even sides, as codecs want them."""
    height, width = pixels.shape[:2]
    scale = min(1.0, LONGEST / max(height, width))
    size = max(2, round(width * scale) // 2 * 2), max(2, round(height * scale) // 2 * 2)
    if size == (width, height):
        return pixels
    # Above half the size, what a mean over parts of pixels adds is not seen, and it takes five times as long.
    way = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, size, interpolation=way))
