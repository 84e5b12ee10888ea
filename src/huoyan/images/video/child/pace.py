"""A file or a stream in segments shown at its own speed, as a camera would show it."""

from __future__ import annotations

import time
from collections.abc import Callable

# A frame this late is passed over; where all are, what is shown moves on instead.
LATE_S, LOST_S = 0.1, 1.0
# A gap in the stamps of a file is not waited for: who waits for frames would take the source for gone.
LONGEST_S = 4.0


class Pace:
    """`due` waits until the second of a frame has come. wait: for so many seconds, or until it is stopped."""

    def __init__(self, wait: Callable[[float], object]) -> None:
        self._wait = wait
        self._begun: float | None = None

    def due(self, seconds: float) -> bool:
        """False for a frame that comes too late to be shown."""
        now = time.monotonic()
        if self._begun is None or not -LONGEST_S <= now - self._begun - seconds <= LOST_S:
            self._begun = now - seconds
        late = now - self._begun - seconds
        if late < 0:
            self._wait(-late)
        return late < LATE_S
