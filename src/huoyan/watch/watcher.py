"""One frame after the other: what is found in it, who it is, of what kind, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from huoyan.images.video.frame import Frame
from huoyan.results import Detections
from huoyan.watch.alarms.false_alarms import FalseAlarms, false_alarms
from huoyan.watch.crops.votes import Votes
from huoyan.watch.drawing.trails import Trails
from huoyan.watch.event import Event
from huoyan.watch.health import CAMERA, Health
from huoyan.watch.rules.observer import Observer
from huoyan.watch.tally import Tally
from huoyan.watch.tracked import Tracks
from huoyan.watch.tracking import Tracker

# What is found in pixels uint8 (H, W, 3).
Finder = Callable[[np.ndarray], Detections]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A frame, who is in it, and what happened in it."""

    frame: Frame
    tracks: Tracks
    events: tuple[Event, ...]


class Watcher:
    """votes: of what kind things are, where another model than the finder says so. health: of a camera.
    quiet: nothing happens in this footage, so that each alarm is a false one.
    """

    def __init__(
        self,
        find: Finder,
        tracker: Tracker,
        observer: Observer,
        votes: Votes | None = None,
        health: Health | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        self.observer, self.trails = observer, Trails()
        self._find, self._tracker, self._votes, self._health = find, tracker, votes, health
        self._last: Sight | None = None
        alarms = [rule.text for rule in observer.scene.alarms]
        self._tally, self._quiet = Tally(alarms if health is None else [*alarms, CAMERA]), quiet

    def look(self, frame: Frame) -> Sight:
        """Frames come in order; which of them are left out is for others to decide."""
        tracks = self._tracker.update(self._find(frame.pixels), frame.seconds, frame.index)
        if self._votes is not None:
            tracks = self._votes.named(frame.pixels, tracks)
        self.trails.add(tracks)
        events = self.observer.update(tracks)
        if self._health is not None:
            events += self._health.see(frame.pixels, frame.seconds, frame.index)
        self._tally.see(frame.seconds, events)
        self._last = Sight(frame, tracks, events)
        return self._last

    def miss(self, waited_s: float) -> Sight | None:
        """The last sight once more, with what it means that no frame has come for so long; None: nothing."""
        if self._health is None or self._last is None:
            return None
        events = self._health.miss(waited_s, self._last.frame.index)
        self._tally.miss(events)
        return replace(self._last, events=events) if events else None

    @property
    def false_alarms(self) -> FalseAlarms | None:
        """So far; None where alarms may be true ones, or nothing was watched yet."""
        return false_alarms(self._tally.alarms, self._tally.watched_s) if self._quiet else None

    def state(self) -> dict[str, Any]:
        """For JSON: what a watch that goes on from here has to know."""
        return {
            "tracker": self._tracker.state(),
            "observer": self.observer.state(),
            "votes": None if self._votes is None else self._votes.state(),
            "trails": self.trails.to_json(),
            "tally": self._tally.to_json(),
        }

    def counted(self) -> dict[str, Any]:
        """The part of `state` that `recount` needs: the whole may be half a megabyte."""
        return {"observer": self.observer.counted()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Raises UsageError usage.resume where it is of other lines, zones or rules."""
        self.observer.restore(state["observer"])
        self._tracker.restore(state["tracker"])
        if self._votes is not None and state["votes"] is not None:
            self._votes.restore(state["votes"])
        self.trails = Trails.from_json(state["trails"])
        self._tally.restore(state["tally"])

    def recount(self, state: Mapping[str, Any]) -> None:
        """Takes over the counts alone: what a camera saw then is there no more. Raises as `restore`."""
        self.observer.recount(state["observer"])
