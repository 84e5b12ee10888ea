"""Seconds of a stream from its time stamps, which may be missing, go back or begin anew."""

from __future__ import annotations

USUAL_FPS = 25.0  # where a stream does not say


class StreamClock:
    """Gives seconds that grow with every frame, from 0 at the first."""

    def __init__(self, frames_per_second: float | None) -> None:
        self.interval = 1.0 / (frames_per_second or USUAL_FPS)
        self._offset = 0.0
        self._last: float | None = None
        self._back: float | None = None  # the last stamp, where it lay behind

    def begin(self, stamp: float) -> None:
        """The stamp of the stream's first frame."""
        self._offset = -stamp

    def seconds(self, stamp: float) -> float:
        """Of the next frame.

        One stamp that goes back counts as missing: the frame comes an interval after the one before. Where
        the next goes on from there, the stream has begun anew (files put together), and its clock is moved.
        """
        moment = round(stamp + self._offset, 6)
        if self._last is not None and moment <= self._last:
            if self._back is not None and stamp > self._back:
                self._offset = self._last - self._back
                moment, self._back = round(stamp + self._offset, 6), None
            else:
                moment, self._back = round(self._last + self.interval, 6), stamp
        else:
            self._back = None
        self._last = moment
        return moment

    def forget(self) -> None:
        """After a seek: what comes next may lie before."""
        self._last = self._back = None
