"""The decoder's process: takes an order, shows frame after frame in the ring, waits for the next order."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from typing import BinaryIO

from huoyan.images.video.child.engine import Engine, Unreadable
from huoyan.images.video.child.engines import opened
from huoyan.images.video.child.frames import frames
from huoyan.images.video.child.mailbox import Mailbox
from huoyan.images.video.child.newest import SLOTS, Newest
from huoyan.images.video.child.pace import Pace
from huoyan.images.video.process.messages import (
    MARK,
    Busy,
    Ended,
    Failed,
    FromDecoder,
    Opened,
    Order,
    Shown,
    Stopped,
    line,
)
from huoyan.images.video.process.ring import Ring

PATIENCE_S = 60.0  # an idle decoder ends itself
_FEWEST, _MOST = 2, 8  # slots


class Decoder:
    """One order after another, all into the same ring."""

    def __init__(self, mailbox: Mailbox, ring: Ring, out: BinaryIO) -> None:
        self._mailbox, self._ring, self._out = mailbox, ring, out

    def work(self) -> None:
        """Until no order has come for a while."""
        while (order := self._mailbox.order(PATIENCE_S)) is not None:
            try:
                self._read(order)
                last: FromDecoder = Ended()
            except Unreadable as error:
                last = Failed(error.code, error.reason, error.width, error.height)
            except MemoryError:
                last = Failed("memory")
            os.write(2, f"\n{MARK}\n".encode())
            self._say(last)
            self._mailbox.stopped.wait()
            self._reset()
            self._say(Stopped())

    def _reset(self) -> None:
        self._mailbox.wanted = None
        self._mailbox.stopped.clear()
        while not self._mailbox.free.empty():
            self._mailbox.free.get()
        self._ring.empty()

    def _read(self, order: Order) -> None:
        with closing(opened(order)) as engine:
            if order.live:
                newest = Newest(self._say)
                self._mailbox.wanted = newest.ask
                self._share(engine, order)
                self._live(engine, order, newest)
            else:
                self._share(engine, order)
                self._all(engine, order)

    def _share(self, engine: Engine, order: Order) -> None:
        found = engine.declared
        width, height = found.width, found.height
        if width * height > order.max_pixels:
            raise Unreadable("too_large", width=width, height=height)
        fitting = order.ring_bytes // (width * height * 3)
        slots = SLOTS if order.live else max(_FEWEST, min(_MOST, fitting))
        self._ring.resize(slots, (height, width, 3))
        self._say(
            Opened(width, height, found.frames_per_second, found.frames, found.seconds, slots)
        )  # fmt: skip
        for slot in range(slots):
            self._mailbox.free.put(slot)

    def _all(self, engine: Engine, order: Order) -> None:
        for index, seconds in enumerate(frames(engine, order, lambda: self._say(Busy()))):
            slot = self._mailbox.free.get()
            if slot is None or self._mailbox.stopped.is_set():
                return
            engine.into(self._ring[slot])
            self._say(Shown(slot, seconds, index, time.monotonic()))

    def _live(self, engine: Engine, order: Order, newest: Newest) -> None:
        begun: float | None = None
        pace = Pace(self._mailbox.stopped.wait)
        for index, seconds in enumerate(frames(engine, order, lambda: self._say(Busy()))):
            if order.paced and engine.timed and not pace.due(seconds):
                continue
            if self._mailbox.stopped.is_set():
                return
            arrived = time.monotonic()
            begun = arrived if begun is None else begun
            slot = newest.slot()
            engine.into(self._ring[slot])
            newest.put(Shown(slot, seconds if engine.timed else arrived - begun, index, arrived))

    def _say(self, said: FromDecoder) -> None:
        try:
            self._out.write(line(said))
        except OSError:  # the reader is gone
            os._exit(0)


def main(token: str) -> None:
    """`token` of the ring."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no message
    Decoder(Mailbox(sys.stdin.buffer), Ring(token), out).work()


if __name__ == "__main__":
    main(sys.argv[1])
