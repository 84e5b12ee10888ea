"""Of a live source only the newest frame counts: what nobody asked for is overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable

from huoyan.images.video.process.messages import Shown

SLOTS = 3  # one that the reader looks at, one that waits for it, one that is written


class Newest:
    """`ask` may come from another thread; `send` is called under the lock."""

    def __init__(self, send: Callable[[Shown], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._asked = False
        self._held: int | None = None
        self._waiting: Shown | None = None

    def ask(self) -> None:
        """The reader wants a frame: the newest that it has not seen, as soon as there is one."""
        with self._lock:
            self._held, self._asked = None, True
            self._hand_over()

    def slot(self) -> int:
        """Where the next frame may be written."""
        with self._lock:
            taken = {self._held, self._waiting.slot if self._waiting else None}
            return next(slot for slot in range(SLOTS) if slot not in taken)

    def put(self, shown: Shown) -> None:
        """The frame has been written."""
        with self._lock:
            self._waiting = shown
            self._hand_over()

    def _hand_over(self) -> None:
        if self._asked and self._waiting is not None:
            self._send(self._waiting)
            self._held, self._waiting, self._asked = self._waiting.slot, None, False
