"""Whether more than so many things are in a zone: only after it has been so for a while."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.watch.rules.steadiness import lasted


@dataclass(frozen=True, slots=True)
class Crowd:
    """over: as settled. turned: seconds at which it was first seen to be otherwise, which it has been since.
    told: this crowd was told.
    """

    over: bool = False
    turned: float | None = None
    told: bool = False

    def counted(self, *, over: bool, seconds: float, hold_s: float) -> Crowd:
        """After a frame in which there were more than so many, or not."""
        if over == self.over:
            return Crowd(self.over, None, self.told)
        turned = seconds if self.turned is None else self.turned
        if not lasted(turned, seconds, hold_s):
            return Crowd(self.over, turned, self.told)
        return Crowd(over)
