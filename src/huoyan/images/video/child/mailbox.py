"""What the reader sends, sorted: orders, free slots, and the word to stop."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable
from typing import BinaryIO

from huoyan.images.video.process.messages import Free, Order, Stop, heard


class Mailbox:
    """Listens on a thread of its own, so that even a stuck decoder ends with its reader."""

    def __init__(self, stream: BinaryIO) -> None:
        self.free: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.wanted: Callable[[], None] | None = None  # called for a live source, instead of `free`
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(stream,), daemon=True).start()

    def order(self, patience_s: float) -> Order | None:
        """The next one, or None after so many seconds."""
        try:
            return self._orders.get(timeout=patience_s)
        except queue.Empty:
            return None

    def _listen(self, stream: BinaryIO) -> None:
        for text in stream:
            said = heard(text)
            if isinstance(said, Free):
                self._freed(said.slot)
            elif isinstance(said, Stop):
                self.stopped.set()
                self.free.put(None)
            elif isinstance(said, Order):
                self._orders.put(said)
        # The reader is gone, and the main thread may hang in a library: end this process and its ffmpeg.
        if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(0)

    def _freed(self, slot: int) -> None:
        wanted = self.wanted
        if wanted is None:
            self.free.put(slot)
        else:
            wanted()
