"""Threads in which pictures are decoded beside the models, in the order in which they came."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from huoyan.serve.engine.ticket import LOG
from huoyan.system.cores import available_cores


class DecodePool:
    """Shared by all models. An executor makes a future of each, at ten times the cost."""

    def __init__(self, threads: int | None = None) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=_work, args=(self._work,), name=f"huoyan-decode-{at}", daemon=True)
            for at in range(threads or max(2, available_cores()))
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[], None]) -> None:
        """`work` handles its own errors."""
        self._work.put(work)

    def close(self, until: float) -> None:
        """After what was submitted; until: `time.monotonic()`, at which it is waited for no longer."""
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))


def carry_out(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001  a thread that ended would take pictures with it
        LOG.exception("decoding")


def _work(queue: SimpleQueue[Callable[[], None] | None]) -> None:
    while (work := queue.get()) is not None:
        carry_out(work)
        del work  # and with it the picture, while the next is waited for
