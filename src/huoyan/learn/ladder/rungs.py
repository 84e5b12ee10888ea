"""The rungs in their order. A new one is a file and a line in RUNGS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.head_rungs import ClassicalRung, FrozenRung, OtherHeadsRung
from huoyan.learn.ladder.scratch_rung import ScratchRung
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.ladder.tuned_rung import TunedRung
from huoyan.words import Message


class Climbable(Protocol):
    """`held`: the best of the rungs before, None on the first."""

    def why_not(self, climber: Climber, held: Standing | None) -> Message | None:
        """Why this rung is left out; None where it is climbed."""

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        """What it came to, one value a candidate."""


RUNGS: dict[str, Climbable] = {
    "classical": ClassicalRung(),
    "frozen": FrozenRung(),
    "heads": OtherHeadsRung(),
    "tuned": TunedRung(),
    "scratch": ScratchRung(),
}
