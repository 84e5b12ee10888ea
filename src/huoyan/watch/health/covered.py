"""A covered camera: dark, flat or out of focus, all at once and for long."""

from __future__ import annotations

import math
from collections import deque

import cv2
import numpy as np

# Of the detail that the minute before had. 50 real clips keep 0.58 and more; a hand, a bag, paint or a lens
# that lost its focus leave less than 0.2.
LOST, FOUND = 0.25, 0.5
AGAIN = 3.0  # times what the cover itself showed
LEAST_DETAIL = 0.5  # levels: a scene that never had more has nothing to lose
REMEMBERED_S = 60.0
LEAST_REMEMBERED_S = 5.0
SIDE = 160  # pixels of the longer side
SMOOTH_S = 1.0  # over which noise is averaged away
EVERY_S = 0.2  # more frames than that tell nothing more


class Covered:
    """Of one stream. Dusk and fog come slowly and change what is remembered; they are no cover."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """What comes next is another stream."""
        self._smooth: np.ndarray | None = None
        self._seen = -math.inf
        self._details: deque[tuple[float, float]] = deque()
        self._left, self._least = 1.0, math.inf
        self._lost_since: float | None = None

    def see(self, pixels: np.ndarray, seconds: float) -> tuple[float, float]:
        """uint8 (H, W, 3). For how many seconds detail has been lost, and how much of it is left, 0..1."""
        if seconds - self._seen >= EVERY_S:
            self._weigh(self._detail(pixels, seconds), seconds)
        return (0.0 if self._lost_since is None else seconds - self._lost_since), self._left

    def _weigh(self, detail: float, seconds: float) -> None:
        known = float(np.median([each for _, each in self._details])) if self._is_known(seconds) else 0.0
        self._left = min(1.0, detail / known) if known >= LEAST_DETAIL else 1.0
        if self._lost_since is None and self._left < LOST:
            self._lost_since, self._least = seconds, detail
        elif self._lost_since is not None:
            self._least = min(self._least, detail)
            if self._left >= FOUND:
                self._lost_since = None
            elif detail >= max(LEAST_DETAIL, AGAIN * self._least):  # uncovered, but by now it is night
                self.forget()
                return
        if self._lost_since is None:
            self._remember(seconds, detail)

    def _is_known(self, seconds: float) -> bool:
        """What is remembered says something: it was long enough, or it is kept while detail is lost."""
        if not self._details:
            return False
        return self._lost_since is not None or seconds - self._details[0][0] >= LEAST_REMEMBERED_S

    def _remember(self, seconds: float, detail: float) -> None:
        self._details.append((seconds, detail))
        while seconds - self._details[0][0] > REMEMBERED_S:
            self._details.popleft()

    def _detail(self, pixels: np.ndarray, seconds: float) -> float:
        """How much edges there are in the smoothed picture: the mean Laplacian, in levels."""
        height, width = pixels.shape[:2]
        scale = SIDE / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        green = np.ascontiguousarray(pixels[:, :, 1])
        small = cv2.resize(green, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        past = self._smooth
        if past is None or past.shape != small.shape:
            self._smooth = small
        else:
            weight = math.exp(-(seconds - self._seen) / SMOOTH_S)
            self._smooth = weight * past + (1 - weight) * small
        self._seen = seconds
        return float(np.abs(cv2.Laplacian(self._smooth, cv2.CV_32F)).mean())
