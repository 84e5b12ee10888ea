"""Ctrl-C ends the training after its step and keeps the work; pressed again it ends the program."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from huoyan.words import Message


@contextmanager
def gentle_interrupt(tell: Callable[[Message], None]) -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether Ctrl-C (or SIGTERM) came, or the terminal was closed.

    Python allows signal handlers in the main thread only: elsewhere the function is always False.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    pressed, closed = threading.Event(), threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()
        tell(Message("fit.stopping"))

    def hang_up(number: int, frame: FrameType | None) -> None:
        # A shell and its terminal both say so: the second time is no wish to abort.
        if not closed.is_set():
            closed.set()
            tell(Message("fit.terminal_closed"))

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    hangs = _hangs_up()
    around = signal.signal(signal.SIGHUP, hang_up) if hangs else None
    try:
        yield lambda: pressed.is_set() or closed.is_set()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if hangs:  # within another of these, as of a search, that one hears it again
            signal.signal(signal.SIGHUP, _go_on if around in (None, _end, signal.SIG_DFL) else around)


@contextmanager
def outliving_terminal() -> Iterator[None]:
    """A terminal that is closed ends a run before its training begins; afterwards the run is finished.

    Where SIGHUP is ignored already (nohup), or not known (Windows), nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread() or not _hangs_up():
        yield
        return
    before = signal.signal(signal.SIGHUP, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before if before is not None else signal.SIG_DFL)


def _hangs_up() -> bool:
    return hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _go_on(number: int, frame: FrameType | None) -> None:
    """The work of the training must not be lost: what is left to do takes less time than it."""
