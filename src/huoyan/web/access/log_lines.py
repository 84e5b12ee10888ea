"""Lines of a log, written by a thread: a full disk or a reader that sleeps holds no answer up."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from typing import TextIO

# Lines that may wait; further ones are counted and left out.
_MOST_WAITING = 10_000
_GATHER_S = 0.02
_NOTHING = ""  # wakes the thread


class LogLines:
    """again: opens the log anew, None where that fails: then it goes on where it was. A stream for which it
    is given is closed at the end.
    """

    def __init__(self, stream: TextIO, again: Callable[[], TextIO | None] | None = None) -> None:
        self._stream, self._again = stream, again
        self._lines: queue.Queue[str | None] = queue.Queue(_MOST_WAITING)
        self._lost = 0
        self._reopen_asked = threading.Event()
        self._thread = threading.Thread(target=self._run, name="huoyan-log", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def reopen(self) -> None:
        """From the next line on: whoever keeps logs has moved the file away."""
        self._reopen_asked.set()
        with contextlib.suppress(queue.Full):  # it is awake
            self._lines.put_nowait(_NOTHING)

    def close(self, within_s: float = 2.0) -> None:
        """What waits is written, if that goes within `within_s`."""
        with contextlib.suppress(queue.Full):
            self._lines.put(None, timeout=within_s)
        self._thread.join(within_s)

    def _run(self) -> None:
        ended = False
        while not ended:
            lines = [self._lines.get()]
            # Those of a moment together: a thread that wakes for each takes time from what answers.
            time.sleep(_GATHER_S)
            with contextlib.suppress(queue.Empty):
                while True:
                    lines.append(self._lines.get_nowait())
            ended = None in lines
            lost, self._lost = self._lost, 0
            if lost:
                lines.append(f'{{"lines_lost": {lost}}}')
            self._open_anew()
            with contextlib.suppress(OSError, ValueError):  # whoever read it has gone
                self._stream.write("".join(f"{line}\n" for line in lines if line))
                self._stream.flush()
        if self._again is not None:
            self._shut()

    def _open_anew(self) -> None:
        if not self._reopen_asked.is_set():
            return
        self._reopen_asked.clear()
        if self._again is not None and (opened := self._again()) is not None:
            self._shut()
            self._stream = opened

    def _shut(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.close()
