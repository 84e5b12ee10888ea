"""The frames of a source in order, with their seconds: from `start`, which is exact, until `end`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from huoyan.images.video.child.engine import Engine, Unreadable
from huoyan.images.video.child.stream_clock import StreamClock
from huoyan.images.video.frame import ROUNDED_S
from huoyan.images.video.process.messages import Order

_FIRST_STEP_BACK = 2  # frames
_BEAT_S = 1.0


def frames(engine: Engine, order: Order, busy: Callable[[], None]) -> Iterator[float]:
    """The seconds of each wanted frame; the engine stands at it.

    `busy` is called now and then on the way to the first. Raises Unreadable no_frames for a source without.
    """
    clock = StreamClock(engine.declared.frames_per_second)
    first = engine.grab()
    if first is None:
        raise Unreadable("no_frames")
    clock.begin(first)
    moment: float | None = clock.seconds(first)
    if order.start > 0:
        moment = _sought(engine, clock, order.start, first, _Beat(busy))
    while moment is not None and (order.end is None or moment < order.end - ROUNDED_S):
        yield moment
        stamp = engine.grab()
        moment = None if stamp is None else clock.seconds(stamp)


def _sought(engine: Engine, clock: StreamClock, start: float, first: float, beat: _Beat) -> float | None:
    """Moves to the first frame at or after `start`: goes back until one at or before it is seen."""
    second = engine.grab()
    timed = engine.timed and second is not None and second > first and not engine.restarts(beat)
    back = _FIRST_STEP_BACK * clock.interval
    while timed and back < start and engine.seek(first + start - back):
        clock.forget()
        stamp = engine.grab()
        if stamp is not None and clock.seconds(stamp) <= start + ROUNDED_S:
            return _passed(engine, clock, stamp, start, beat)
        back *= 4
    engine.rewind()
    clock.forget()
    stamp = engine.grab()
    return None if stamp is None else _passed(engine, clock, stamp, start, beat)


def _passed(
    engine: Engine, clock: StreamClock, stamp: float | None, start: float, beat: _Beat
) -> float | None:
    clock.forget()
    while stamp is not None:
        moment = clock.seconds(stamp)
        if moment >= start - ROUNDED_S:
            return moment
        beat()
        stamp = engine.grab()
    return None


class _Beat:
    def __init__(self, busy: Callable[[], None]) -> None:
        self._busy, self._next = busy, time.monotonic() + _BEAT_S

    def __call__(self) -> None:
        if time.monotonic() > self._next:
            self._busy()
            self._next = time.monotonic() + _BEAT_S
