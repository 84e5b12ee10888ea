"""Clips, and frames of sequences, decoded and answered as they come: neither is ever in memory as a whole."""

from __future__ import annotations

import time

import numpy as np

from huoyan.predict import Predictor
from huoyan.runtimes.clips import ClipRuntime
from huoyan.serve.engine.clip_frames import frame_in, frames_in, seconds_of
from huoyan.serve.engine.looked import Given, Looked, Measures
from huoyan.serve.engine.pace import Pace
from huoyan.serve.engine.sequences import Sequence
from huoyan.serve.engine.ticket import Ticket, settle


class ClipAnswers:
    """Of one model; its methods are called in threads of the pool, by `ticket.attempt`."""

    def __init__(
        self, name: str, predictor: Predictor, runtime: ClipRuntime, pace: Pace, measures: Measures
    ) -> None:
        self._name, self._predictor, self._runtime = name, predictor, runtime
        self._pace, self._measures = pace, measures

    def whole(self, called: str, ticket: Ticket, given: Given) -> None:
        """called: what the clip is called in messages."""
        started = time.perf_counter()
        with frames_in(given, self._runtime.takes.clip, self._predictor.limits, called) as frames:
            outputs = self._runtime.whole(frames, called)
        self._hand_back(ticket, outputs, started)

    def step(self, sequence: Sequence, seconds: float | None, ticket: Ticket, given: Given) -> None:
        """A frame that cannot be used leaves the sequence as it was. seconds: None: as fast as it looks."""
        started = time.perf_counter()
        takes = self._runtime.takes.clip
        when = seconds_of(sequence.index, takes) if seconds is None else seconds
        frame = frame_in(given, takes, self._predictor.limits, sequence.after(when), sequence.index)
        ticket.decode_s = time.perf_counter() - started
        self._measures.decoded(self._name, ticket.decode_s)
        answer = sequence.take(frame)
        if answer is None:
            settle([(ticket, None)])
        else:
            self._hand_back(ticket, answer.outputs, started + ticket.decode_s)

    def _hand_back(self, ticket: Ticket, outputs: dict[str, np.ndarray], started: float) -> None:
        """Each is a batch by itself."""
        seconds = time.perf_counter() - started
        self._measures.ran(self._name, 1, seconds)
        self._pace.ran(1, seconds)
        self._pace.answered(1, seconds)
        (result,) = self._predictor.task.decode(outputs, ())
        queued = max(0.0, started - ticket.entered - ticket.decode_s)
        looked = Looked(result, outputs, None, ticket.decode_s * 1e3, queued * 1e3, seconds * 1e3)
        settle([(ticket, looked)])
