"""Seconds and age of live frames: one stream, however often it is connected anew."""

from __future__ import annotations

from huoyan.images.video.process.messages import Shown

DRIFT = 5e-4  # seconds a second by which the clock of a camera may go wrong
JUMP_S = 5.0  # between two frames, beyond the time in which they came


class LiveClock:
    """paced: frames come at the reader's own clock, so none of them can be late."""

    def __init__(self, *, paced: bool) -> None:
        self._paced = paced
        self._delay: float | None = None  # of the most punctual frames
        self._judged = 0.0  # when the last frame arrived of which that was asked
        self._shift, self._index_shift = 0.0, 0
        self._new = False  # the next frame is the first of a connection
        self._arrived = 0.0
        self.seconds, self.index = 0.0, -1  # of the last frame

    def renew(self) -> None:
        """Another connection begins: its stamps count from 0, ours go on."""
        self._new, self._delay = True, None

    def late(self, shown: Shown) -> float:
        """By how many seconds the frame came later than the most punctual ones.

        A net or a decoder that cannot keep up lets frames come ever later, each as if it were new. The least
        delay between the frame's second and its arrival counts as none; it may grow by the drift of clocks.
        """
        if self._paced:
            return 0.0
        delay = shown.arrived - shown.seconds
        allowed = DRIFT * (shown.arrived - self._judged)
        self._delay = delay if self._delay is None else min(self._delay + allowed, delay)
        self._judged = shown.arrived
        return delay - self._delay

    def place(self, shown: Shown) -> tuple[float, int]:
        """The second and the index of a frame in the whole stream. A camera whose clock is put forward stamps
        its frames by as much later; that time has not passed.
        """
        if self._new:  # what the wall clock says of the gap is not asked for: it may jump
            self._shift = self.seconds + shown.arrived - self._arrived - shown.seconds
            self._index_shift = self.index + 1 - shown.index
            self._new = False
        else:
            ahead = shown.seconds + self._shift - self.seconds - (shown.arrived - self._arrived)
            if ahead > JUMP_S and not self._paced:
                self._shift -= ahead
        self._arrived = shown.arrived
        self.seconds = round(shown.seconds + self._shift, 6)
        self.index = shown.index + self._index_shift
        return self.seconds, self.index

    def gap(self, shown: Shown) -> float:
        """Seconds since the last frame."""
        return shown.arrived - self._arrived
