"""Following things from frame to frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from huoyan.results import Detections
from huoyan.watch.tracked import Tracks
from huoyan.watch.tracking.byte_track import ByteTrack
from huoyan.watch.tracking.oc_sort import OcSort


class Tracker(Protocol):
    """Frames come in the order of their times, at any interval. seconds: of the stream; index: of the frame.

    After `restore` of what `state` gave, for JSON, it answers as the other would have.
    """

    def update(self, found: Detections, seconds: float, index: int) -> Tracks: ...
    def state(self) -> Any: ...
    def restore(self, state: Any) -> None: ...


TRACKERS: Mapping[str, Callable[[], Tracker]] = {"bytetrack": ByteTrack, "ocsort": OcSort}
