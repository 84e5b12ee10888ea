"""A rule: what has to happen at a place so that it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from huoyan.watch.rules.language.hours import Hours

What = Literal["crosses", "enters", "leaves", "stays", "more than"]
# To be in a zone is one way of passing its edge, to be out of it the other.
PASSAGES: dict[What, int] = {"enters": 1, "leaves": -1}


@dataclass(frozen=True, slots=True)
class Rule:
    """text: as the user wrote it; that of a rule which only counts is the name of its place.

    place: a line for `crosses`, else a zone. kinds: labels, none for all. way: over a line or the edge of a
    zone, +1 or -1, 0 for both. longer_than: seconds of a stay. more_than: things in the zone. seen_for: for
    so many seconds a thing must have been followed before it is believed; None: as for counting.
    """

    text: str
    place: str
    what: What
    kinds: tuple[str, ...] = ()
    way: int = 0
    longer_than: float = 0.0
    more_than: int = 0
    hours: Hours | None = None
    seen_for: float | None = None

    def of_kind(self, label: str) -> bool:
        return not self.kinds or label in self.kinds
