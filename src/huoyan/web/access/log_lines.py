"""Lines of a log, written by a thread: a full disk or a reader that sleeps holds no answer up."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TextIO

# Lines that may wait; further ones are counted and left out.
_MOST_WAITING = 10_000


class LogLines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: queue.Queue[str | None] = queue.Queue(_MOST_WAITING)
        self._lost = 0
        self._thread = threading.Thread(target=self._run, name="huoyan-log", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def close(self, within_s: float = 2.0) -> None:
        """What waits is written, if that goes within `within_s`."""
        with contextlib.suppress(queue.Full):
            self._lines.put(None, timeout=within_s)
        self._thread.join(within_s)

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            lost, self._lost = self._lost, 0
            text = f"{line}\n" + (f'{{"lines_lost": {lost}}}\n' if lost else "")
            with contextlib.suppress(OSError, ValueError):  # whoever read it has gone
                self._stream.write(text)
                if self._lines.empty():
                    self._stream.flush()
