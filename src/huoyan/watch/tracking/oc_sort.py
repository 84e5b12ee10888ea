"""OC-SORT: what was observed is believed more than what was estimated while a thing was hidden.

Cao et al. 2023, "Observation-Centric SORT: Rethinking SORT for Robust Multi-Object Tracking" (CVPR), section
4: re-update (4.1), momentum (4.2), and recovery, by where a thing was last observed. Beyond the paper, as in
`byte_track`: frames come at any time, boxes are grown by how uncertain the place is, and another label costs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from huoyan.results import Detections
from huoyan.watch.tracked import Tracks
from huoyan.watch.tracking.kalman import Estimates, Motion, centred
from huoyan.watch.tracking.life import Life
from huoyan.watch.tracking.nearness import Pairs, best_pairs, grown_overlaps, overlaps_within
from huoyan.watch.tracking.roll import Roll
from huoyan.watch.tracking.sightings import Sightings

# Of its size: what moved less has no direction.
_STANDS = 0.1


@dataclass(frozen=True, slots=True)
class OcSortOptions:
    """sure: the score from which a detection is looked at. overlap: least intersection over union with where
    a track is expected, or was last observed. reach: by so many standard deviations of the place boxes are
    grown before. momentum: the weight of the direction against the overlap. momentum_s: from a place that is
    so long ago on the direction of a track is taken. other_label: what share of an overlap a label costs that
    is not the track's.
    """

    sure: float = 0.35
    overlap: float = 0.2
    reach: float = 1.0
    momentum: float = 0.2
    momentum_s: float = 0.3
    other_label: float = 0.2
    life: Life = field(default_factory=Life)
    motion: Motion = field(default_factory=Motion)


class OcSort:
    """Frames come in the order of their times."""

    def __init__(self, options: OcSortOptions | None = None) -> None:
        self.options = options or OcSortOptions()
        self._roll = Roll(self.options.life, self.options.motion, self.options.momentum_s)
        self._times: list[float] = []  # of the frames within the patience

    def update(self, found: Detections, seconds: float, index: int = 0) -> Tracks:
        """Raises UsageError usage.time."""
        options, roll = self.options, self._roll
        things = Sightings.of(found, options.sure, options.life.one_thing)
        ahead = roll.ahead(seconds, index)
        free_tracks, free_things = np.ones(len(ahead), bool), np.ones(len(things), bool)
        proven = roll.proven()
        for tracks, matching in (
            (proven, self._by_expectation),
            (proven, self._by_observation),
            (~proven, self._by_expectation),
        ):
            rows, columns = np.flatnonzero(tracks & free_tracks), np.flatnonzero(free_things)
            at, of = matching(rows, columns, ahead, things)
            pairs = rows[at], columns[of]
            free_tracks[pairs[0]] = free_things[pairs[1]] = False
            roll.go_on(pairs, self._redone(pairs, ahead, things, seconds), things, seconds)
        roll.begin(np.flatnonzero(free_things), things, seconds)
        patience = max(options.life.patience_s, options.life.trial_s)
        self._times = [each for each in self._times if each >= seconds - 2 * patience] + [seconds]
        return roll.told(found, seconds, index)

    def _by_expectation(
        self, rows: np.ndarray, columns: np.ndarray, ahead: Estimates, things: Sightings
    ) -> Pairs:
        options, boxes = self.options, things.boxes[columns]
        overlap = overlaps_within(ahead.rows(rows), boxes, options.reach)
        worth = overlap * (1 - options.other_label * self._roll.unlike(rows, things, columns))
        # At most the whole weight for the same direction, nothing for the opposite one.
        worth = worth + options.momentum * (1 - self._turns(rows, boxes, ahead) / math.pi)
        return best_pairs(overlap, options.overlap, worth)

    def _by_observation(
        self, rows: np.ndarray, columns: np.ndarray, ahead: Estimates, things: Sightings
    ) -> Pairs:
        """Recovery: a thing that stopped while it was hidden is where it was, not where it was going."""
        last, still = self._roll.boxes()[rows], np.zeros((len(rows), 2))
        overlap = grown_overlaps(last, things.boxes[columns], still)
        other = self._roll.unlike(rows, things, columns)
        return best_pairs(overlap, self.options.overlap, overlap * (1 - self.options.other_label * other))

    def _turns(self, rows: np.ndarray, boxes: np.ndarray, ahead: Estimates) -> np.ndarray:
        """The angle between how a track moved and how it would have moved to a box, 0..pi, (N, M); a right
        one where either hardly moved.
        """
        tracks = [self._roll.tracks[row] for row in rows]
        back = np.array([x.place_before(x.seen - self.options.momentum_s) for x in tracks]).reshape(-1, 3)
        last = np.array([track.places[-1] for track in tracks]).reshape(-1, 3)
        moved, to = last[:, None, 1:] - back[:, None, 1:], centred(boxes)[None, :, :2] - last[:, None, 1:]
        far, farther = np.linalg.norm(moved, axis=2), np.linalg.norm(to, axis=2)
        size = np.sqrt(np.maximum(ahead.rows(rows).mean[:, 2:, 0].prod(axis=1), 1))[:, None] * _STANDS
        cosine = (moved * to).sum(axis=2) / np.maximum(far * farther, 1e-9)
        known = (far > size) & (farther > size)
        return np.asarray(np.where(known, np.arccos(np.clip(cosine, -1, 1)), math.pi / 2))

    def _redone(self, pairs: Pairs, ahead: Estimates, things: Sightings, seconds: float) -> Estimates:
        """Re-update: who was missing is estimated again as if it had been found on the straight line from
        where it was last observed, in each of the frames in between.
        """
        motion, roll = self.options.motion, self._roll
        for row, column in zip(*(each.tolist() for each in pairs), strict=True):
            last = roll.tracks[row]
            missed = [each for each in self._times if last.seen < each < seconds]
            if not missed:
                continue
            known = roll.estimates.rows(np.array([row]))
            first, end = np.array(last.box), things.boxes[column]
            for at in missed:
                share = (at - last.seen) / (seconds - last.seen)
                known = known.ahead(at, motion).seen((first + share * (end - first))[None], motion)
            ahead = ahead.replaced(np.array([row]), known.ahead(seconds, motion))
        return ahead

    def state(self) -> Any:
        """For JSON."""
        return {"roll": self._roll.state(), "times": self._times}

    def restore(self, state: Any) -> None:
        """Goes on as the one whose `state` it was would."""
        self._roll.restore(state["roll"])
        self._times = list(state["times"])
