"""Hours of the day, by the clock on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` on, until before `end`: minutes after midnight, 0..1440; over midnight if start > end.

    What counts is what the clock shows. In the night in which it is put back an hour comes twice, and both
    belong to the hours; one that is left out in spring never comes.
    """

    start: int
    end: int

    def hold(self, moment: datetime) -> bool:
        """`moment`: in the time zone of the wall on which the clock hangs."""
        now = moment.hour * 60 + moment.minute
        if self.start < self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end
