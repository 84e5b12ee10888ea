"""The two clocks of a watch: one to reckon with, which never jumps, and one to tell the time of day by."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Clock:
    """monotonic: seconds, for every duration. wall: seconds since 1970, which NTP or a hand may set."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time

    def told(self) -> str:
        """The time of day in UTC, ISO 8601 to the millisecond."""
        return datetime.fromtimestamp(self.wall(), UTC).isoformat(timespec="milliseconds")
