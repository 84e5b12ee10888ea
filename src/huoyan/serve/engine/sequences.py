"""Streams that callers send frame by frame: each has the state that the model carries for it."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from huoyan.errors import ServeError, UsageError
from huoyan.images.video.frame import Frame
from huoyan.runtimes.clips import ClipRuntime, StepAnswer, StreamSession
from huoyan.words import Message

MOST, IDLE_S = 256, 60.0
# Of a sequence: whose it is, and what they call it. Nobody goes on with that of another.
Name = tuple[str, str]


@dataclass(slots=True, eq=False)
class Sequence:
    """One stream. `turn` is held while a caller waits for a frame of it: frames are taken in their order.

    looking: held in the thread that looks, which may go on when its caller has given up.
    answer: the newest, None until a frame has completed a step.
    """

    session: StreamSession
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    looking: threading.Lock = field(default_factory=threading.Lock)
    index: int = 0
    seconds: float = -1.0
    answer: StepAnswer | None = None
    used: float = field(default_factory=time.monotonic)

    def after(self, seconds: float) -> float:
        """The moment of the next frame. Raises UsageError where it is not after the last one."""
        if not (math.isfinite(seconds) and seconds > self.seconds):
            told = Message("serve.back_in_time", seconds=seconds, last=self.seconds)
            raise UsageError(told, code="usage.seconds")
        return seconds

    def take(self, frame: Frame) -> StepAnswer | None:
        """The newest answer after this frame."""
        found = self.session.step(frame)
        self.index, self.seconds = self.index + 1, frame.seconds
        self.answer = found or self.answer
        return self.answer


class Sequences:
    """Of one model; used in the event loop alone. What nothing is sent to for IDLE_S is forgotten."""

    def __init__(self, model: str, runtime: ClipRuntime) -> None:
        self._model, self._runtime = model, runtime
        self._open: OrderedDict[Name, Sequence] = OrderedDict()  # the one that was used longest ago first

    def __len__(self) -> int:
        return len(self._open)

    def get(self, name: Name, *, start: bool) -> Sequence:
        """start: begins anew, also where one of that name is open. Raises ServeError serve.no_sequence,
        serve.too_many_sequences; UsageError usage.stream for a model that needs whole clips.
        """
        self._forget()
        if start:
            self._open.pop(name, None)
            if len(self._open) >= MOST:
                told = Message("serve.too_many_sequences", most=MOST, name=self._model, seconds=int(IDLE_S))
                raise ServeError(told, code="serve.too_many_sequences")
            self._open[name] = Sequence(self._runtime.open_stream())
        found = self._open.get(name)
        if found is None:
            told = Message("serve.no_sequence", key=name[1], name=self._model, idle=int(IDLE_S))
            raise ServeError(told, code="serve.no_sequence")
        found.used = time.monotonic()
        self._open.move_to_end(name)
        return found

    def end(self, name: Name, sequence: Sequence) -> None:
        """Not one that has begun anew under the same name meanwhile."""
        if self._open.get(name) is sequence:
            del self._open[name]

    def _forget(self) -> None:
        oldest = time.monotonic() - IDLE_S
        while self._open and next(iter(self._open.values())).used < oldest:
            self._open.popitem(last=False)
