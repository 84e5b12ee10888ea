"""All that is followed: who goes on, who begins, who ends, and what is said of them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from huoyan.errors import UsageError
from huoyan.metrics.tracking.assignment import need_scipy
from huoyan.results import Detections
from huoyan.watch.tracked import Tracked, Tracks
from huoyan.watch.tracking.kalman import Estimates, Motion
from huoyan.watch.tracking.life import Life
from huoyan.watch.tracking.nearness import Pairs, unlike
from huoyan.watch.tracking.sightings import Sightings
from huoyan.watch.tracking.track import Track
from huoyan.words import Message


class Roll:
    """Tracks and, row by row, the estimates of when each was last found.

    An estimate is carried from there to the time that is asked for, never from frame to frame: frames that
    are missing change nothing. keep_s: how far back the places of a track are known.
    """

    def __init__(self, life: Life, motion: Motion, keep_s: float = 0.0) -> None:
        need_scipy()  # now, not at the first frame of a camera
        self.tracks: list[Track] = []
        self.estimates = Estimates.none()
        self._life, self._motion, self._keep_s = life, motion, keep_s
        self._last_number, self._seconds = 0, -math.inf

    def ahead(self, seconds: float, index: int) -> Estimates:
        """Where all are expected. Raises UsageError usage.time where time goes back."""
        if seconds < self._seconds:
            told = {"index": index, "seconds": seconds, "before": self._seconds}
            raise UsageError(Message("tracking.back_in_time", **told), code="usage.time")
        return self.estimates.ahead(seconds, self._motion)

    def proven(self) -> np.ndarray:
        """Which have a number, bool (N,)."""
        return np.array([track.number > 0 for track in self.tracks], bool)

    def seen_since(self, seconds: float) -> np.ndarray:
        """Which were found at that time or later, bool (N,)."""
        return np.asarray(self.estimates.seconds >= seconds)

    def boxes(self) -> np.ndarray:
        """Where each was last found, (N, 4)."""
        return np.array([track.box for track in self.tracks], np.float64).reshape(-1, 4)

    def unlike(self, rows: np.ndarray, things: Sightings, columns: np.ndarray) -> np.ndarray:
        """Which of these tracks and things have different labels, bool (N, M)."""
        mine = [self.tracks[row].label for row in rows]
        return unlike(mine, [things.labels[column] for column in columns])

    def go_on(self, pairs: Pairs, ahead: Estimates, things: Sightings, seconds: float) -> None:
        """Rows of tracks that were found again, and of what they were found as."""
        rows, columns = pairs
        if not len(rows):
            return
        seen = ahead.rows(rows).seen(things.boxes[columns], self._motion)
        self.estimates = self.estimates.replaced(rows, seen)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            xmin, ymin, xmax, ymax = things.boxes[column].tolist()
            self.tracks[row] = self.tracks[row].found(
                things.labels[column],
                float(things.scores[column]),
                (xmin, ymin, xmax, ymax),
                seconds,
                self._keep_s,
            )

    def begin(self, rows: np.ndarray, things: Sightings, seconds: float) -> None:
        """Rows of what belongs to no track; of these the sure ones begin one."""
        rows = rows[things.scores[rows] >= self._life.begin]
        boxes = things.boxes[rows]
        for at, (xmin, ymin, xmax, ymax) in zip(rows.tolist(), boxes.tolist(), strict=True):
            box = xmin, ymin, xmax, ymax
            self.tracks.append(Track.begun(things.labels[at], float(things.scores[at]), box, seconds))
        self.estimates = self.estimates.joined(Estimates.begun(boxes, seconds, self._motion))

    def told(self, found: Detections, seconds: float, index: int) -> Tracks:
        """Who is there, now that everything found has its track. Who has proven itself gets a number; who was
        missing for too long, or is expected outside of the picture, is followed no longer.
        """
        self._seconds = seconds
        last = self._last_number
        for row, track in enumerate(self.tracks):
            proven = track.frames >= self._life.proven or track.score >= self._life.certain
            if not track.number and proven:
                self._last_number += 1
                self.tracks[row] = replace(track, number=self._last_number)
        expected = self.estimates.ahead(seconds, self._motion)
        stays = self._staying(expected, seconds, found)
        self.tracks = [track for track, stay in zip(self.tracks, stays, strict=True) if stay]
        self.estimates = self.estimates.rows(stays)
        boxes = expected.boxes[stays].tolist()
        said = [
            _tracked(track, box, seconds, is_new=track.number > last)
            for track, box in zip(self.tracks, boxes, strict=True)
            if track.number
        ]
        said.sort(key=lambda each: each.number)
        return Tracks(tuple(said), seconds, index, found.height, found.width)

    def _staying(self, expected: Estimates, seconds: float, found: Detections) -> np.ndarray:
        """Which are followed further, bool (N,)."""
        life = self._life
        patience = np.where(self.proven(), life.patience_s, life.trial_s)
        away = seconds - self.estimates.seconds
        centre = expected.mean[:, :2, 0]
        within = ((centre >= 0) & (centre <= [found.width, found.height])).all(axis=1)
        # A hundredth: seconds are sums of thirtieths and the like.
        return np.asarray((away == 0) | ((away <= patience * 1.01) & within))

    def state(self) -> dict[str, Any]:
        """For JSON."""
        known = self.estimates
        return {
            "last_number": self._last_number,
            "seconds": None if math.isinf(self._seconds) else self._seconds,
            "tracks": [track.to_json() for track in self.tracks],
            "estimates": [known.seconds.tolist(), known.mean.tolist(), known.spread.tolist()],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """What `state` gave, whether or not it went through JSON."""
        seconds, mean, spread = (np.array(each, np.float64) for each in state["estimates"])
        self.estimates = Estimates(seconds, mean.reshape(-1, 4, 2), spread.reshape(-1, 4, 3))
        self.tracks = [Track.from_json(each) for each in state["tracks"]]
        self._last_number = state["last_number"]
        self._seconds = -math.inf if state["seconds"] is None else state["seconds"]


def _tracked(track: Track, expected: list[float], seconds: float, *, is_new: bool) -> Tracked:
    here = track.seen == seconds
    xmin, ymin, xmax, ymax = expected
    box = track.box if here else (xmin, ymin, xmax, ymax)
    first = track.first if is_new and track.since < seconds else None
    return Tracked(track.number, track.label, track.score, box, track.since, track.frames, here, first)
