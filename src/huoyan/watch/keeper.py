"""What a watch sees is kept before it is told, and how far it has come with it, in one transaction.

After each frame in which something happened, and once a second else, the alarms, the position and all that
the watcher knows are committed. A watch of a recording that is cut off, even by kill -9, goes on from its
last commit: no event is lost, and no alarm told twice under another key.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.watch.alarms.alarm import Alarm, key_of
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.drawing.watched import draw_watched
from huoyan.watch.event import Event
from huoyan.watch.folder.files import PICTURES, PREVIEW, TRAILS, WatchFiles
from huoyan.watch.folder.position import Position
from huoyan.watch.footage.clips import Clips
from huoyan.watch.watcher import Sight, Watcher

COMMIT_S = 1.0
# The time of day, ISO 8601, at so many seconds of the stream.
TimeOfDay = Callable[[float], str]
# Pixels of a frame as they may be kept.
Hide = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True)
class Origin:
    """What alarms say of where they come from. source: without a password. session: see `key_of`."""

    source: str
    time_of_day: TimeOfDay
    session: str = ""


class Keeper:
    """sent: called when there are new alarms. hide: what of a picture is kept; nothing else ever is.

    clips: a short one with each alarm, where there are any.
    """

    def __init__(
        self,
        watcher: Watcher,
        files: WatchFiles,
        outbox: Outbox,
        origin: Origin,
        *,
        sent: Callable[[], None] = lambda: None,
        hide: Hide = lambda pixels: pixels,
        clips: Clips | None = None,
    ) -> None:
        self._watcher, self._files, self._outbox, self._origin = watcher, files, outbox, origin
        self._sent, self._hide, self._clips = sent, hide, clips
        self._last: Sight | None = None
        self._unkept: Sight | None = None  # all but its commit was, or was not, cut off
        self._lines = files.events  # bytes of events.jsonl at the last commit
        self._committed = time.monotonic()

    def keep(self, sight: Sight) -> None:
        """On return the events of the frame are on the disk. Raises WatchError where alarms cannot be."""
        if self._last is None:
            self._draw(PREVIEW, sight, counts=False)
        self._last = self._unkept = sight
        if self._clips is not None and self._clips.is_due(sight.frame.seconds):
            self._clips.add(self._hide(sight.frame.pixels), sight.frame.seconds)
        if sight.events or time.monotonic() - self._committed >= COMMIT_S:
            self._commit(sight)
            self._committed = time.monotonic()
        self._unkept = None

    def wait(self, waited_s: float) -> None:
        """No frame has come for so long. What was gathered of a storm does not wait for the next one."""
        if self._last is not None:
            self._outbox.settle(self._last.frame.seconds + waited_s)
            self._sent()

    def end(self, *, done: bool, whole: bool = True) -> None:
        """done: there are no more frames. whole: the watcher was not cut off in the midst of one. What is
        known is kept, and what was gathered goes out.
        """
        self._files.write_counts(self._watcher.observer.counts.to_json())
        if (found := self._watcher.false_alarms) is not None:
            self._files.write_false_alarms(found)
        if self._last is not None:
            self._draw(TRAILS, self._last, trails=True)
        if self._unkept is not None:
            self._keep_again(self._unkept)
        elif self._last is not None and whole:
            self._put(self._last, done=done)
        self._outbox.settle(float("inf"))
        self._sent()

    def _keep_again(self, sight: Sight) -> None:
        """What Ctrl-C or a full disk cut off: the place of the watch never runs ahead of its alarms."""
        found = self._outbox.position(self._origin.source) or {}
        if (found.get("frame"), found.get("seconds")) != (sight.frame.index, sight.frame.seconds):
            self._files.cut_events(self._lines)
            self._commit(sight)

    def _commit(self, sight: Sight) -> None:
        kept = [self._kept(event, sight) for event in sight.events]
        alarms = [each for each in kept if isinstance(each, Alarm)]
        if kept:
            self._files.add_events([each.to_json() if isinstance(each, Alarm) else each for each in kept])
            self._files.write_counts(self._watcher.observer.counts.to_json())
        self._put(sight, alarms)
        self._outbox.settle(sight.frame.seconds)
        self._files.written.forget_old()
        if alarms:
            self._sent()

    def _kept(self, event: Event, sight: Sight) -> Alarm | dict[str, Any]:
        """An alarm, or the line of an event that only counts."""
        time_of_day = self._origin.time_of_day(event.seconds)
        if event.rule == event.place:
            return {"time": time_of_day, **event.to_json()}
        key = key_of(self._origin.source, event, self._origin.session)
        picture = self._draw(f"{PICTURES}/{event.frame:08d}-{key[:8]}.jpg", sight, meant=event.track)
        clip = self._clips.begin(key, event.seconds) if self._clips is not None else None
        return Alarm(key, self._origin.source, event, time_of_day, picture, clip)

    def _put(self, sight: Sight, alarms: Sequence[Alarm] = (), *, done: bool = False) -> None:
        # A camera's things and trails are gone when its watch begins anew: they need not go to the disk.
        state = self._watcher.counted() if self._origin.session else self._watcher.state()
        frame = sight.frame
        position = Position(frame.index, frame.seconds, self._files.events, state, done)
        self._outbox.put(*alarms, position=position.to_json(), source=self._origin.source)
        self._lines = position.events

    def _draw(
        self, name: str, sight: Sight, *, trails: bool = False, counts: bool = True, meant: int | None = None
    ) -> str | None:
        """What may be kept of the frame, with what is watched drawn on it."""
        observer = self._watcher.observer
        drawn = draw_watched(
            self._hide(sight.frame.pixels),
            observer.scene,
            sight.tracks,
            self._watcher.trails if trails else None,
            observer.counts.to_json() if counts else None,
            meant,
        )
        return self._files.write_picture(name, drawn)
