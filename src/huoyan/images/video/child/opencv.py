"""Videos, streams and local cameras read by OpenCV: FFmpeg's libraries in its LGPL build."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

import cv2
import numpy as np

from huoyan.images.video.child.engine import Declared, Unreadable
from huoyan.images.video.child.restarting import may_restart
from huoyan.images.video.process.messages import Order

_OUT_OF_ORDER_S = 1.0  # frames are stored in the order in which they are decoded
_LONGEST_S = 10 * 365 * 86_400.0  # a stream without a length declares an absurd one


class OpenCV:
    """The source of the order, opened."""

    timed: bool

    def __init__(self, order: Order) -> None:
        cv2.setNumThreads(1)  # for colours: the decoder has threads of its own
        os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = order.options
        self._order = order
        self._capture = self._opened()
        self.timed = not order.source.isdigit()
        self.declared = self._declared()
        self._bgr: np.ndarray | None = None

    def _opened(self) -> cv2.VideoCapture:
        source, times = self._order.source, [int(1000 * x) for x in (self._order.open_s, self._order.stall_s)]
        if source.isdigit():
            capture = cv2.VideoCapture(int(source))
        else:
            settings = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, times[0], cv2.CAP_PROP_READ_TIMEOUT_MSEC, times[1]]
            capture = cv2.VideoCapture(_in_unicode(source), cv2.CAP_FFMPEG, settings)
        if not capture.isOpened():
            raise Unreadable("unopened")
        return capture

    def _declared(self) -> Declared:
        get = self._capture.get
        width, height = int(get(cv2.CAP_PROP_FRAME_WIDTH)), int(get(cv2.CAP_PROP_FRAME_HEIGHT))
        if width <= 0 or height <= 0:
            raise Unreadable("no_frames")
        rate, count = float(get(cv2.CAP_PROP_FPS)), float(get(cv2.CAP_PROP_FRAME_COUNT))
        if not math.isfinite(rate) or rate <= 0:
            return Declared(width, height)
        if not 0 < count < _LONGEST_S * rate:
            return Declared(width, height, rate)
        return Declared(width, height, rate, int(count), count / rate)

    def grab(self) -> float | None:
        return self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000 if self._capture.grab() else None

    def into(self, pixels: np.ndarray) -> None:
        ok, self._bgr = self._capture.retrieve(self._bgr)
        if not ok or self._bgr is None:
            raise Unreadable("unopened")
        if self._bgr.shape != pixels.shape:  # OpenCV itself scales a stream that changes its size
            self._bgr = cv2.resize(_in_colour(self._bgr), pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
        cv2.cvtColor(self._bgr, cv2.COLOR_BGR2RGB, dst=pixels)

    def restarts(self, beat: Callable[[], None]) -> bool:
        """Of the kinds of files that may be put together as they are: their packets tell, undecoded."""
        if not may_restart(self._order.source):
            return False
        packets = cv2.VideoCapture(_in_unicode(self._order.source), cv2.CAP_FFMPEG, [cv2.CAP_PROP_FORMAT, -1])
        last = -math.inf
        while packets.grab():
            stamp = packets.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if stamp < last - _OUT_OF_ORDER_S:
                return True
            last = max(last, stamp)
            beat()
        return False

    def seek(self, stamp: float) -> bool:
        return bool(self._capture.set(cv2.CAP_PROP_POS_MSEC, max(0.0, 1000 * stamp)))

    def rewind(self) -> None:
        self._capture.release()
        self._capture = self._opened()

    def close(self) -> None:
        self._capture.release()


def _in_unicode(source: str) -> str:
    """A file whose name is no valid Unicode is opened here, since OpenCV refuses the name."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return f"/dev/fd/{os.open(source.removeprefix('file:'), os.O_RDONLY)}"
    return source


def _in_colour(pixels: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR) if pixels.ndim == 2 else pixels
