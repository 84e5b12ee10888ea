"""When a track begins, has proven itself, and ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Life:
    """begin: the score from which what belongs to no track begins one. proven: in so many frames a thing has
    to be found to get a number, unless it was found with a score of `certain` or more; trial_s: until then it
    may be missing for so long. patience_s: a thing with a number may. one_thing: of detections that overlap
    by more, whatever their labels, the surest counts.
    """

    begin: float = 0.35
    proven: int = 2
    certain: float = 0.7
    trial_s: float = 0.25
    patience_s: float = 1.5
    one_thing: float = 0.5
