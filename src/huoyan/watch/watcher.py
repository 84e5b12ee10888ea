"""One frame after the other: what is found in it, who it is, of what kind, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from huoyan.images.video.frame import Frame
from huoyan.results import Detections
from huoyan.watch.crops.votes import Votes
from huoyan.watch.event import Event
from huoyan.watch.rules.observer import Observer
from huoyan.watch.tracked import Tracks
from huoyan.watch.trails import Trails

# What is found in pixels uint8 (H, W, 3).
Finder = Callable[[np.ndarray], Detections]


class Follower(Protocol):
    """A tracker. After `restore` of what `state` gave, for JSON, it answers as the other would have."""

    def update(self, found: Detections, seconds: float) -> Tracks: ...
    def state(self) -> Any: ...
    def restore(self, state: Any) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A frame, who is in it, and what happened in it."""

    frame: Frame
    tracks: Tracks
    events: tuple[Event, ...]


class Watcher:
    """votes: of what kind things are, where another model than the finder says so."""

    def __init__(
        self, find: Finder, follower: Follower, observer: Observer, votes: Votes | None = None
    ) -> None:
        self.observer, self.trails = observer, Trails()
        self._find, self._follower, self._votes = find, follower, votes

    def look(self, frame: Frame) -> Sight:
        """Frames come in order; which of them are left out is for others to decide."""
        tracks = self._follower.update(self._find(frame.pixels), frame.seconds)
        tracks = replace(tracks, index=frame.index)
        if self._votes is not None:
            tracks = self._votes.named(frame.pixels, tracks)
        self.trails.add(tracks)
        return Sight(frame, tracks, self.observer.update(tracks))

    def state(self) -> dict[str, Any]:
        """For JSON: what a watch that goes on from here has to know."""
        return {
            "follower": self._follower.state(),
            "observer": self.observer.state(),
            "votes": None if self._votes is None else self._votes.state(),
            "trails": self.trails.to_json(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Raises UsageError usage.resume where it is of other lines, zones or rules."""
        self.observer.restore(state["observer"])
        self._follower.restore(state["follower"])
        if self._votes is not None and state["votes"] is not None:
            self._votes.restore(state["votes"])
        self.trails = Trails.from_json(state["trails"])
