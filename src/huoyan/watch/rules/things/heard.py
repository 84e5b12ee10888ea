"""What a rule has said of a thing already, and what it waits to say until the thing is old enough."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """waiting: passages not yet told, +1 and -1 summed: there and back is none. passed: the way of the last
    passage: the same way once more is no other one until the thing has gone back. stay: this stay was told.
    """

    waiting: int = 0
    passed: int = 0
    stay: bool = False

    def passing(self, way: int, *, old_enough: bool) -> tuple[Heard, int]:
        """After a passage in `way`, or 0; and the way that can be told now, or 0."""
        waiting = self.waiting + way
        if not old_enough or not waiting:
            return Heard(waiting, self.passed, self.stay), 0
        way = 1 if waiting > 0 else -1
        return Heard(0, way, self.stay), way if way != self.passed else 0
