"""SIGHUP ends a process that has said nothing of it. Within `kept` it ends nothing, and is remembered."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_CAME: list[int] = []  # of the process, as its signals are


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Only in the main thread, where signals are taken. Whoever then sets a handler of their own asks `taken`
    whether it came before.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGHUP"):
        yield
        return
    before = signal.signal(signal.SIGHUP, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before or signal.SIG_DFL)
        taken()


def remember(sig: int, frame: FrameType | None) -> None:
    """A handler."""
    _CAME.append(sig)


def taken() -> bool:
    """Whether it came since this was last asked."""
    came = bool(_CAME)
    _CAME.clear()
    return came
