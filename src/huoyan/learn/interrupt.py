"""Ctrl-C ends the training after its step and keeps the work; pressed again it ends the program."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def gentle_interrupt(tell: Callable[[str], None]) -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether Ctrl-C (or SIGTERM) came.

    Python allows signal handlers in the main thread only: elsewhere the function is always False.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    pressed = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()
        tell("Stopping after this step; the best weights so far are kept. Press Ctrl-C again to abort.")

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield pressed.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
