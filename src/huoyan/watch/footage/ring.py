"""The last seconds of a camera as small JPEGs in memory, however long it is watched."""

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
MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Still:
    """A frame as it may be kept. seconds: of the stream."""

    seconds: float
    jpeg: bytes


class Ring:
    """Give it frames from which what may not be kept is gone already."""

    def __init__(self, before_s: float, most_bytes: int = MOST_BYTES) -> None:
        self._before_s, self._most_bytes = before_s, most_bytes
        self._stills: deque[Still] = deque()
        self._bytes = 0

    def is_due(self, seconds: float) -> bool:
        """Whether a frame of this second is wanted; most are not."""
        last = self._stills[-1].seconds if self._stills else -math.inf
        return not 0 <= seconds - last < 0.99 / RATE

    def add(self, pixels: np.ndarray, seconds: float) -> Still:
        """uint8 (H, W, 3). Seconds that go back are those of another stream."""
        if self._stills and seconds < self._stills[-1].seconds:
            self._stills.clear()
            self._bytes = 0
        still = Still(seconds, encode_jpeg(_small(pixels), QUALITY))
        self._stills.append(still)
        self._bytes += len(still.jpeg)
        while seconds - self._stills[0].seconds > self._before_s or self._bytes > self._most_bytes:
            self._bytes -= len(self._stills.popleft().jpeg)
            if not self._stills:
                break
        return still

    def stills(self) -> tuple[Still, ...]:
        """The oldest first."""
        return tuple(self._stills)


def _small(pixels: np.ndarray) -> np.ndarray:
    """Of even sides, as codecs want them."""
    height, width = pixels.shape[:2]
    scale = min(1.0, LONGEST / max(height, width))
    size = max(2, round(width * scale) // 2 * 2), max(2, round(height * scale) // 2 * 2)
    if size == (width, height):
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
