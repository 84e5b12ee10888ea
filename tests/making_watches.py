"""A watch of made frames: bright things on dark ground, a finder that sees them, a tracker of the nearest.

As a program it watches into a folder and is killed where it is told to: `FOLDER FRAMES [KILL_AT STAGE]`.
"""

from __future__ import annotations

import math
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from huoyan.images.video.frame import Frame
from huoyan.results import Detection, Detections
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.event import Event
from huoyan.watch.folder.files import WatchFiles
from huoyan.watch.folder.hold import hold
from huoyan.watch.folder.position import Position
from huoyan.watch.keeper import Keeper, Origin
from huoyan.watch.loop import Watch
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import scene_of
from huoyan.watch.tracked import Tracked, Tracks
from huoyan.watch.watcher import Watcher

WIDTH, HEIGHT, SIZE = 320, 240, 24
ALARM = "gate crosses thing down"
LINES, ALARMS = ("gate=0,0.5,1,0.5",), (ALARM, "gate crosses thing up")


def made_frames(frames: int, start: int = 0) -> Iterator[Frame]:
    """At ten a second. Three things go down and up again, each at a pace of its own."""
    for index in range(start, frames):
        pixels = np.full((HEIGHT, WIDTH, 3), 30, np.uint8)
        for at, pace in enumerate((3, 5, 7)):
            middle = 120 + 80 * math.sin(index * pace / 60 - math.pi / 2)
            top, left = round(middle) - SIZE // 2, 40 + 100 * at
            pixels[top : top + SIZE, left : left + SIZE] = 220
        yield Frame(pixels, index / 10, index)


def bright_things(pixels: np.ndarray) -> Detections:
    count, _, stats, _ = cv2.connectedComponentsWithStats((pixels[:, :, 0] > 128).astype(np.uint8))
    boxes = sorted(stats[1:count, :4].tolist())
    found = tuple(Detection("thing", 0.9, (x, y, x + w, y + h)) for x, y, w, h in boxes)
    return Detections(found, *pixels.shape[:2])


class NearestTracker:
    """Every thing is the nearest one of the frame before, up to 60 pixels away."""

    def __init__(self) -> None:
        self._known: dict[int, list[float]] = {}  # number: since, frames, x, y
        self._next = 1

    def update(self, found: Detections, seconds: float, index: int) -> Tracks:
        left, tracked = dict(self._known), []
        for each in found.detections:
            x, y = (each.box[0] + each.box[2]) / 2, (each.box[1] + each.box[3]) / 2
            near = sorted((math.dist((x, y), known[2:]), number) for number, known in left.items())
            number = near[0][1] if near and near[0][0] < 60 else self._next
            self._next = max(self._next, number + 1)
            since, frames, *_ = left.pop(number, [seconds, 0])
            self._known[number] = [since, frames + 1, x, y]
            tracked.append(Tracked(number, each.label, each.score, each.box, since, int(frames) + 1))
        for number in left:
            del self._known[number]
        in_order = tuple(sorted(tracked, key=lambda each: each.number))
        return Tracks(in_order, seconds, index, found.height, found.width)

    def state(self) -> Any:
        return {"next": self._next, "known": [[number, *known] for number, known in self._known.items()]}

    def restore(self, state: Any) -> None:
        self._next = state["next"]
        self._known = {number: known for number, *known in state["known"]}


class Dies(Outbox):
    """An outbox whose process is killed at a frame: before it commits, or right after."""

    frame, stage = -1, ""

    def put(self, *alarms: Any, position: Any = None, source: str = "") -> int:
        if self.stage == "before" and position["frame"] >= self.frame:
            os.kill(os.getpid(), signal.SIGKILL)
        new = super().put(*alarms, position=position, source=source)
        if self.stage == "after" and position["frame"] >= self.frame:
            os.kill(os.getpid(), signal.SIGKILL)
        return new


def watch_made(folder: Path, frames: int, kill_at: int = -1, stage: str = "") -> list[Event]:
    """From the first frame, or where the watch of this folder was cut off."""
    watcher = Watcher(bright_things, NearestTracker(), Observer(scene_of(LINES, (), ALARMS, ["thing"])))
    with hold(folder, "made"), Dies(folder, ["list"]) as outbox:
        outbox.frame, outbox.stage = kill_at, stage
        found = outbox.position("made")
        position = None if found is None else Position.from_json(found)
        if position is not None:
            watcher.restore(position.state)
        files = WatchFiles(folder, print, 0 if position is None else position.events)
        keeper = Keeper(watcher, files, outbox, Origin("made", lambda seconds: f"{seconds:.1f}"))
        first = 0 if position is None else position.frame + 1
        events = list(Watch(watcher, made_frames(frames, first), keeper))
        files.close()
    return events


if __name__ == "__main__":
    watch_made(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
