"""A frozen camera: frames come, but they all show the same."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np

# Mean difference of two frames in levels of 255. The noise of a sensor, coded for a stream, gives 0.06 and
# more in the quietest of night scenes (real road cameras); a frame that is sent again gives 0.
SAME = 0.02
SHARE = 0.9  # of the pairs: an encoder renews its picture now and then
DRIFT = 1.0  # levels of a block: beyond, something has moved after all
BLOCKS = (16, 9)
LEAST_PAIRS = 10


class Frozen:
    """Of one stream; give it each frame once, in order."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self.forget()

    def forget(self) -> None:
        """What comes next is another stream."""
        self._last: np.ndarray | None = None
        self._blocks: np.ndarray | None = None
        self._begun = 0.0
        self._pairs: deque[tuple[float, bool]] = deque()
        self._same = 0

    def see(self, pixels: np.ndarray, seconds: float) -> float:
        """uint8 (H, W, 3). The share of equal pairs within the window; 0 while the picture is alive."""
        # Green holds most of the light; every second pixel keeps the noise that a smaller picture would lose.
        now = np.ascontiguousarray(pixels[::2, ::2, 1])
        last, self._last = self._last, now
        if last is None or last.shape != now.shape:
            self._begin(now, seconds)
            return 0.0
        same = float(cv2.absdiff(now, last).mean()) < SAME
        self._count(seconds, same)
        # What has moved may have done so in small steps: compared with how it began.
        if not same and self._has_moved(now):
            self._begin(now, seconds)
            return 0.0
        share = self._same / len(self._pairs)
        over = seconds - self._begun >= self._window_s and len(self._pairs) >= LEAST_PAIRS
        return share if over and share >= SHARE else 0.0

    def _begin(self, now: np.ndarray, seconds: float) -> None:
        self._blocks, self._begun = _blocks(now), seconds

    def _has_moved(self, now: np.ndarray) -> bool:
        return self._blocks is None or float(cv2.absdiff(_blocks(now), self._blocks).max()) > DRIFT

    def _count(self, seconds: float, same: bool) -> None:
        self._pairs.append((seconds, same))
        self._same += same
        while seconds - self._pairs[0][0] > self._window_s:
            self._same -= self._pairs.popleft()[1]


def _blocks(grey: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.resize(grey.astype(np.float32), BLOCKS, interpolation=cv2.INTER_AREA))
