"""ByteTrack: what is found surely is matched first, then what is found faintly, for tracks only.

Zhang et al. 2022, "ByteTrack: Multi-Object Tracking by Associating Every Detection Box" (ECCV), section 3,
algorithm 1: a thing that is being hidden is found less and less surely, while a false alarm is near no track.
Beyond the paper: frames come at any time, boxes are grown by how uncertain the place is, another label costs,
and what has just begun takes what those that are proven leave over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from huoyan.results import Detections
from huoyan.watch.tracked import Tracks
from huoyan.watch.tracking.kalman import Estimates, Motion
from huoyan.watch.tracking.life import Life
from huoyan.watch.tracking.nearness import Pairs, best_pairs, overlaps_within
from huoyan.watch.tracking.roll import Roll
from huoyan.watch.tracking.sightings import Sightings


@dataclass(frozen=True, slots=True)
class ByteTrackOptions:
    """sure: the score from which a detection is matched first; faint: below it one is not looked at. faint_s:
    what was missing for longer is not found again faintly. overlap, faint_overlap: least intersection over
    union with where a track is expected, for each kind. reach: by so many standard deviations of the place
    boxes are grown before. other_label: what share of an overlap a label costs that is not the track's.
    """

    sure: float = 0.35
    faint: float = 0.1
    faint_s: float = 0.75
    overlap: float = 0.2
    faint_overlap: float = 0.4
    reach: float = 1.0
    other_label: float = 0.2
    life: Life = field(default_factory=Life)
    motion: Motion = field(default_factory=Motion)


class ByteTrack:
    """Frames come in the order of their times."""

    def __init__(self, options: ByteTrackOptions | None = None) -> None:
        self.options = options or ByteTrackOptions()
        self._roll = Roll(self.options.life, self.options.motion)

    def update(self, found: Detections, seconds: float, index: int = 0) -> Tracks:
        """found: everything from `faint` on, not only what would be shown. Raises UsageError usage.time."""
        options, roll = self.options, self._roll
        things = Sightings.of(found, options.faint, options.life.one_thing)
        ahead = roll.ahead(seconds, index)
        sure, proven = things.scores >= options.sure, roll.proven()
        lately = roll.seen_since(seconds - options.faint_s)
        free_tracks, free_things = np.ones(len(ahead), bool), np.ones(len(things), bool)
        for tracks, which, least in (
            (proven, sure, options.overlap),
            (proven & lately, ~sure, options.faint_overlap),
            (~proven, sure, options.overlap),
            (~proven & lately, ~sure, options.faint_overlap),
        ):
            pairs = self._pairs(ahead, things, tracks & free_tracks, which & free_things, least)
            free_tracks[pairs[0]] = free_things[pairs[1]] = False
            roll.go_on(pairs, ahead, things, seconds)
        roll.begin(np.flatnonzero(free_things & sure), things, seconds)
        return roll.told(found, seconds, index)

    def _pairs(
        self, ahead: Estimates, things: Sightings, tracks: np.ndarray, which: np.ndarray, least: float
    ) -> Pairs:
        """Of those tracks bool (N,) and things bool (M,), as rows of all."""
        rows, columns = np.flatnonzero(tracks), np.flatnonzero(which)
        if not len(rows) or not len(columns):
            return rows[:0], columns[:0]
        overlap = overlaps_within(ahead.rows(rows), things.boxes[columns], self.options.reach)
        other = self._roll.unlike(rows, things, columns)
        at, of = best_pairs(overlap, least, overlap * (1 - self.options.other_label * other))
        return rows[at], columns[of]

    def state(self) -> Any:
        """For JSON."""
        return self._roll.state()

    def restore(self, state: Any) -> None:
        """Goes on as the one whose `state` it was would."""
        self._roll.restore(state)
