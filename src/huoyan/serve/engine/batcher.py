"""Decoded pictures of many callers go through one model together, in a thread of its own.

While the model is busy, pictures gather by themselves. Where it is free, it waits for others only while some
are being decoded, only as long as that saves more time than it costs, and never longer than `delay_s`: one
caller alone never waits.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue

import numpy as np

from huoyan.runtimes.base import Runtime
from huoyan.serve.engine.decoding import carry_out
from huoyan.serve.engine.looked import Looked, Measures
from huoyan.serve.engine.pace import Pace
from huoyan.serve.engine.ticket import Settled, Ticket, settle, told
from huoyan.tasks import Task

# Decoded; or still to be decoded here; None: the end.
_Arrived = Ticket | Callable[[], None] | None


class Batcher:
    """Of one model. `put` is called in any thread."""

    def __init__(
        self,
        model: str,
        runtime: Runtime,
        task: Task,
        costs: dict[int, float],
        delay_s: float,
        measures: Measures,
    ) -> None:
        """costs: see `measured_costs`; its sizes are the ones that are run."""
        self.pace = Pace(costs)
        self._model, self._runtime, self._task, self._measures = model, runtime, task, measures
        self._sizes = sorted(costs, reverse=True)
        self._delay_s = delay_s
        self._arrived: SimpleQueue[_Arrived] = SimpleQueue()
        self._ready: deque[Ticket] = deque()
        self._closing = False
        self._decoding, self._lock = 0, threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"huoyan-model-{model}", daemon=True)
        self._thread.start()

    def expect(self, more: int) -> None:
        """A picture is on its way (1), or will not come or has come (-1)."""
        with self._lock:
            self._decoding += more

    def put(self, ticket: Ticket) -> None:
        self._arrived.put(ticket)

    def begin(self, decoding: Callable[[], None]) -> None:
        """Decodes in the model's own thread, which calls `put`: for a picture that comes alone it saves
        waking another, and the pixels are in this core's cache.
        """
        self._arrived.put(decoding)

    def close(self) -> None:
        """Ends the thread after what has arrived."""
        self._arrived.put(None)

    def join(self, within_s: float) -> None:
        """After `close`: engines break off the process where it ends while a thread is within them."""
        self._thread.join(within_s)

    def _run(self) -> None:
        while True:
            self._gather()
            if batch := self._next_batch():
                self._answer(batch)
                del batch  # and with it the pixels, while others are waited for
            elif self._closing:
                return

    def _gather(self) -> None:
        """Waits for a picture, takes what is there, and waits for more where that pays."""
        if not self._ready and not self._closing:
            self._take(self._arrived.get())
        self._drain()
        until = time.perf_counter() + self._delay_s
        while (left := min(self._worth(), until - time.perf_counter())) > 0:
            try:
                self._take(self._arrived.get(timeout=left))
            except Empty:
                return
            self._drain()

    def _worth(self) -> float:
        """Seconds that may be waited for one more picture."""
        have = len(self._ready)
        if not have or have >= self._sizes[0] or not self._decoding or self._closing:
            return 0.0
        larger = next(size for size in reversed(self._sizes) if size > have)
        return self.pace.gain(self._fitting(have), larger)

    def _drain(self) -> None:
        try:
            while len(self._ready) < self._sizes[0]:
                self._take(self._arrived.get_nowait())
        except Empty:
            return

    def _take(self, arrived: _Arrived) -> None:
        if arrived is None:
            self._closing = True
        elif isinstance(arrived, Ticket):
            self._ready.append(arrived)
        else:
            carry_out(arrived)

    def _fitting(self, pictures: int) -> int:
        return next(size for size in self._sizes if size <= pictures)

    def _next_batch(self) -> list[Ticket]:
        """Whoever has gone or is late has been told so where they wait."""
        wanted = [ticket for ticket in self._ready if ticket.wanted()]
        size = self._fitting(len(wanted)) if wanted else 0
        self._ready = deque(wanted[size:])
        return wanted[:size]

    def _answer(self, batch: list[Ticket]) -> None:
        started = time.perf_counter()
        answers: list[Settled]
        try:
            answers = list(zip(batch, self._looked(batch, started), strict=True))
        except Exception as error:  # noqa: BLE001  somebody waits for each of them
            answers = [(batch[0], told(error))] if len(batch) == 1 else self._one_by_one(batch)
        settle(answers)
        if self._ready or not self._arrived.empty():
            self.pace.answered(len(batch), time.perf_counter() - started)

    def _one_by_one(self, batch: list[Ticket]) -> list[Settled]:
        """One picture of which the network makes no number must not take the others with it."""
        answers: list[Settled] = []
        for ticket in batch:
            try:
                (looked,) = self._looked([ticket], time.perf_counter())
                answers.append((ticket, looked))
            except Exception as error:  # noqa: BLE001  told to the caller
                answers.append((ticket, told(error)))
        return answers

    def _looked(self, batch: list[Ticket], started: float) -> list[Looked]:
        prepared = [ticket.prepared for ticket in batch if ticket.prepared is not None]
        places = [each.place for each in prepared]
        pixels = prepared[0].pixels[None] if len(batch) == 1 else np.stack([x.pixels for x in prepared])
        begun = time.perf_counter()
        outputs = self._runtime.run(pixels)
        seconds = time.perf_counter() - begun
        self.pace.ran(len(batch), seconds)
        self._measures.ran(self._model, len(batch), seconds)
        results = self._task.decode(outputs, places)
        return [
            Looked(
                result,
                {name: rows[at : at + 1] for name, rows in outputs.items()},
                places[at],
                ticket.decode_s * 1e3,
                max(0.0, started - ticket.entered - ticket.decode_s) * 1e3,
                seconds * 1e3,
                len(batch),
            )
            for at, (ticket, result) in enumerate(zip(batch, results, strict=True))
        ]
