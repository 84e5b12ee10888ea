"""One model in one version, open: pictures in, answers out, and nothing of it in the event loop."""

from __future__ import annotations

import asyncio
import math
import time
import weakref
from collections import deque
from collections.abc import Callable
from functools import partial

import numpy as np

from huoyan.errors import HuoyanError, ServeError
from huoyan.predict import Predictor
from huoyan.runtimes.clips import ClipRuntime
from huoyan.serve.engine.batcher import Batcher
from huoyan.serve.engine.clip_answers import ClipAnswers
from huoyan.serve.engine.decoding import DecodePool
from huoyan.serve.engine.looked import Given, Looked, Measures, Unmeasured
from huoyan.serve.engine.pace import Pace
from huoyan.serve.engine.refusals import Busy, Late
from huoyan.serve.engine.sequences import Sequence, Sequences
from huoyan.serve.engine.ticket import Ticket, attempt
from huoyan.words import Message

READ_WITHIN_S = 0.5  # who takes longer is asked again when it is read
NO_BATCHES: dict[int, float] = {}


class Served:
    """A model that callers share. All methods are called in the event loop.

    A protocol does, for each picture: `served = shelf.get(name)`; `served.check_room()` before it reads the
    body, so that a server with too much to do spends nothing on it; then
    `looked = await served.look(given, until=time.monotonic() + deadline_s)`. Several pictures of one request
    are looked at together by `asyncio.gather` or a TaskGroup: they go through the model in one batch. The
    request keeps its `Served`, so that it is answered as a whole by the version that it began with, also when
    the model is exchanged meanwhile.

    version: "1", then "2" after the model was exchanged, and so on. predictor: `.task`, `.labels`,
    `.preprocess`, `.artifact.manifest`; do not run it in the event loop.
    """

    def __init__(
        self,
        name: str,
        version: str,
        predictor: Predictor,
        pool: DecodePool,
        *,
        queue: int = 128,
        costs: dict[int, float] = NO_BATCHES,
        delay_s: float = 0.0,
        measures: Measures | None = None,
    ) -> None:
        """costs: see `measured_costs`; of a model of clips none, as each goes through it by itself."""
        self.name, self.version, self.predictor = name, version, predictor
        self.queue, self.waiting = queue, 0
        self._pool, self._measures = pool, measures or Unmeasured()
        self._batcher: Batcher | None = None
        self._clips: ClipAnswers | None = None
        self._sequences: Sequences | None = None
        self._pace = Pace(costs)
        self._let_in: deque[float] = deque()  # when each was
        runtime = predictor.runtime
        if isinstance(runtime, ClipRuntime):
            self._clips = ClipAnswers(name, predictor, runtime, self._pace, self._measures)
            self._sequences = Sequences(name, runtime) if runtime.causal else None
            return
        self._batcher = Batcher(name, runtime, predictor.task, costs, delay_s, self._measures)
        self._pace = self._batcher.pace
        # Closed when no request holds it any more, and not before.
        weakref.finalize(self, self._batcher.close)

    def close(self, until: float) -> None:
        """Once nobody asks any more. until: `time.monotonic()`, at which it is waited for no longer."""
        if self._batcher is not None:
            self._batcher.close()
            self._batcher.join(max(0.0, until - time.monotonic()))

    @property
    def streams(self) -> bool:
        """Whether it takes sequences frame by frame (`step`)."""
        return self._sequences is not None

    @property
    def sequences(self) -> int:
        """How many are open."""
        return 0 if self._sequences is None else len(self._sequences)

    def check_room(self, until: float = math.inf) -> None:
        """Raises Busy where the queue is full, or so long that the answer would come too late."""
        if not self._has_room(self.waiting, until):
            self._measures.refused(self.name, "busy")
            raise Busy(self.queue, self.retry_after_s)

    def let_in(self, until: float) -> bool:
        """Whether a picture that is still to be read will have room; asked before anything is read of it.

        Those that were let in and are not here yet have their places, too: hundreds may come before the
        first of them is read. Who asks counts those that are not let in: together, as they may be many.
        """
        now = time.monotonic()
        while self._let_in and self._let_in[0] < now - READ_WITHIN_S:
            self._let_in.popleft()
        if not self._has_room(self.waiting + len(self._let_in), until):
            return False
        self._let_in.append(now)
        return True

    def give_back(self) -> None:
        """Who was let in last will not come: a key that calls too often takes no place from others."""
        if self._let_in:
            self._let_in.pop()

    @property
    def retry_after_s(self) -> int:
        """Whole seconds after which there should be room."""
        return self._pace.retry_after_s(self.waiting)

    def _has_room(self, before: int, until: float) -> bool:
        return before == 0 or (before < self.queue and time.monotonic() + self._pace.wait(before) <= until)

    async def look(self, given: Given, *, until: float = math.inf, name: str = "image") -> Looked:
        """The answer to one picture or clip (`Given`), whose `name` stands in messages.

        until: `time.monotonic()` of the deadline. Cancelled (the caller has gone), the picture leaves the
        queue: what has not begun is never done. Raises ImageError for a picture that cannot be used, Busy,
        Late; EngineError, ServeError serve.broken where the model fails.
        """
        work = self._picture if self._clips is None else self._clip
        looked = await self._pass(Ticket(given, until), partial(work, name))
        assert looked is not None, "only a sequence waits for more"
        return looked

    async def step(
        self,
        key: str,
        given: Given,
        *,
        owner: str = "",
        start: bool = False,
        end: bool = False,
        seconds: float | None = None,
        until: float = math.inf,
    ) -> Looked | None:
        """The answer after one more frame of the sequence `key`; None until a frame has completed a step.

        owner: who may go on with it, no one else: the name of the caller's API key. start: of its first
        frame; end: of its last. seconds: of the stream, growing; None: frames come as fast as the model
        looks. Frames of one key are taken in the order of the calls. Raises as `look`, VideoError, and
        ServeError: serve.no_stream for a model that carries nothing, serve.no_sequence,
        serve.too_many_sequences.
        """
        if self._sequences is None:
            raise ServeError(Message("serve.no_stream", name=self.name), code="serve.no_stream")
        self.check_room(until)
        sequence = self._sequences.get((owner, key), start=start)
        ticket = Ticket(given, until)
        over = end
        try:
            await self._turn(sequence, until)
            try:
                return await self._pass(ticket, partial(self._frame, sequence, seconds))
            finally:
                sequence.turn.release()
        except Busy:  # the caller is told to come again with this very frame
            over = False
            raise
        finally:
            if over:
                self._sequences.end((owner, key), sequence)

    async def _turn(self, sequence: Sequence, until: float) -> None:
        """Raises Late where those before take too long."""
        try:
            async with asyncio.timeout(_left(until)):
                await sequence.turn.acquire()
        except TimeoutError:
            self._measures.refused(self.name, "late")
            raise Late from None

    async def _pass(self, ticket: Ticket, work: Callable[[Ticket], None]) -> Looked | None:
        if self._let_in:
            self._let_in.popleft()
        self.check_room(ticket.until)
        alone = self.waiting == 0
        self.waiting += 1
        if self._batcher is not None:
            self._batcher.expect(1)
        decode = self._batcher.begin if alone and self._batcher is not None else self._pool.submit
        decode(partial(work, ticket))
        try:
            async with asyncio.timeout(_left(ticket.until)):
                return await ticket.answer
        except TimeoutError:
            self._measures.refused(self.name, "late")
            raise Late from None
        except asyncio.CancelledError:
            self._measures.refused(self.name, "gone")
            raise
        except HuoyanError as error:
            self._measures.refused(self.name, error.code)
            raise
        finally:
            self.waiting -= 1
            ticket.leave()

    def _picture(self, name: str, ticket: Ticket) -> None:
        """Decodes in a thread of the pool, and hands on to the model's."""
        batcher = self._batcher
        assert batcher is not None
        try:
            attempt(ticket, partial(self._prepare, name, ticket))
        finally:
            if ticket.prepared is not None:
                batcher.put(ticket)
            batcher.expect(-1)

    def _prepare(self, name: str, ticket: Ticket, given: Given) -> None:
        predictor = self.predictor
        started = time.perf_counter()
        try:
            if isinstance(given, np.ndarray):
                ticket.prepared = predictor.prepare_pixels(given, name)
            else:
                ticket.prepared = predictor.preprocess.read(given, name, predictor.limits)
        finally:
            ticket.decode_s = time.perf_counter() - started
            ticket.given = None
            self._measures.decoded(self.name, ticket.decode_s)

    def _clip(self, name: str, ticket: Ticket) -> None:
        assert self._clips is not None
        attempt(ticket, partial(self._clips.whole, name, ticket))

    def _frame(self, sequence: Sequence, seconds: float | None, ticket: Ticket) -> None:
        assert self._clips is not None
        # The frame before may still be looked at although its caller has given up.
        with sequence.looking:
            attempt(ticket, partial(self._clips.step, sequence, seconds, ticket))


def _left(until: float) -> float | None:
    """Seconds that may still be waited."""
    return None if until == math.inf else until - time.monotonic()
