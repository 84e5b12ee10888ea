"""One connection of a live source: a decoder that is asked for the newest frame, and a watchdog."""

from __future__ import annotations

import time

import numpy as np

from huoyan.errors import HuoyanError, VideoError
from huoyan.images.video.failures import failure
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.process.decoder import Decoder, Died, Silent
from huoyan.images.video.process.messages import Failed, FromDecoder, Opened, Shown
from huoyan.images.video.target import Target
from huoyan.words import Message

_GRACE_S = 0.5


class Lost(Exception):
    """The connection is over; `error` says why. ended: the source itself came to an end."""

    def __init__(self, error: HuoyanError, *, ended: bool = False) -> None:
        super().__init__(error)
        self.error, self.ended = error, ended


class Connection:
    """Around a decoder that has its order.

    open_s, silent_s: how long nothing may come until the first frame, and after one.
    """

    def __init__(
        self, worker: Decoder, aim: Target, limits: VideoLimits, open_s: float, silent_s: float
    ) -> None:
        self._decoder, self._target, self._limits = worker, aim, limits
        self._silent_s = silent_s
        self._deadline = time.monotonic() + open_s
        self._answered = False
        self._arrived = 0.0  # when the newest frame did
        self._first: Shown | None = None
        self.opened: Opened | None = None

    @staticmethod
    def at(first: Shown, worker: Decoder, aim: Target, limits: VideoLimits, silent_s: float) -> Connection:
        """One that has given its first frame already."""
        connection = Connection(worker, aim, limits, silent_s, silent_s)
        connection._first = first
        return connection

    def next(self, patience_s: float) -> Shown | None:
        """The newest frame that has not been seen; None where there is none in time. Raises Lost."""
        if self._first is not None:
            first, self._first = self._first, None
            return self._newest(first)
        if self._answered:
            self._ask()
            # A frame that came in the meantime would be answered at once.
            self._deadline = max(self._arrived + self._silent_s, time.monotonic() + _GRACE_S)
        until = min(time.monotonic() + patience_s, self._deadline)
        while True:
            try:
                said = self._decoder.next(max(0.0, until - time.monotonic()))
            except Silent:
                if time.monotonic() < self._deadline:
                    return None
                self._decoder.end()  # it would not answer
                silence = Message("video.silent", seconds=self._silent_s)
                raise Lost(VideoError(silence, code="video.stuck")) from None
            except Died:
                raise Lost(VideoError(Message("video.decoder_lost"), code="video.decoder_died")) from None
            if isinstance(said, Shown):
                return self._newest(said)
            self._take(said)

    def pixels(self, slot: int) -> np.ndarray:
        """A copy of the frame."""
        return self._decoder.pixels(slot)

    def close(self) -> None:
        """Politely where it answers, else by force."""
        self._decoder.keep()

    def _newest(self, shown: Shown) -> Shown:
        self._answered, self._arrived = True, shown.arrived
        return shown

    def _ask(self) -> None:
        self._answered = False
        self._decoder.free(0)

    def _take(self, said: FromDecoder) -> None:
        if isinstance(said, Opened):
            self.opened = said
            self._ask()
        elif isinstance(said, Failed):
            complaints = self._decoder.complaints()
            raise Lost(failure(said, self._target, complaints, self._limits))
        else:
            raise Lost(VideoError(Message("video.stream_ended"), code="video.ended"), ended=True)
