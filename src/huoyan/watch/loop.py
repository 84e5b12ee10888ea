"""The loop of a watch: look, keep, tell. What is told is on the disk before.

After each frame in which something happened, and once a second else, the alarms, how far the watch has come
and all that it knows are committed in one transaction. A watch of a recording that is cut off, even by
kill -9, goes on from its last commit: no event is lost, and no alarm told twice under another key.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.images.video.frame import Frame
from huoyan.watch.alarms.alarm import Alarm, key_of
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.drawing import draw_watched
from huoyan.watch.event import Event
from huoyan.watch.folder.files import PICTURES, PREVIEW, TRAILS, WatchFiles
from huoyan.watch.position import Position
from huoyan.watch.watcher import Sight, Watcher

COMMIT_S = 1.0
# The time of day, ISO 8601, at so many seconds of the stream.
TimeOfDay = Callable[[float], str]
Pixels = Callable[[np.ndarray, Sight], np.ndarray]


@dataclass(frozen=True, slots=True)
class Told:
    """What alarms say of where they come from. source: without a password. session: see `key_of`."""

    source: str
    time_of_day: TimeOfDay
    session: str = ""


class Loop:
    """sent: called when there are new alarms. hide: what of a picture is kept; nothing else ever is."""

    def __init__(
        self,
        watcher: Watcher,
        files: WatchFiles,
        outbox: Outbox,
        told: Told,
        *,
        sent: Callable[[], None] = lambda: None,
        hide: Pixels = lambda pixels, _: pixels,
    ) -> None:
        self._watcher, self._files, self._outbox, self._told = watcher, files, outbox, told
        self._sent, self._hide = sent, hide
        self._alarms = {rule.text for rule in watcher.observer.scene.alarms}
        self._last: Sight | None = None
        self._done = False
        self.looked, self._begun = 0, time.monotonic()

    @property
    def rate(self) -> float:
        """Frames looked at a second, of the clock that never jumps."""
        return self.looked / max(time.monotonic() - self._begun, 1e-9)

    def run(self, frames: Iterable[Frame]) -> Iterator[Event]:
        """The events of the frames, each committed before it is given."""
        committed = time.monotonic()
        try:
            for frame in frames:
                sight = self._watcher.look(frame)
                self.looked += 1
                if self._last is None:
                    self._draw(PREVIEW, sight, counts=False)
                self._last = sight
                if sight.events or time.monotonic() - committed >= COMMIT_S:
                    self._commit(sight)
                    committed = time.monotonic()
                yield from sight.events
            self._done = True
        finally:
            self._end()

    def _commit(self, sight: Sight) -> None:
        lines, alarms = [], []
        for event in sight.events:
            if event.rule in self._alarms:
                alarm = self._alarm(event, sight)
                alarms.append(alarm)
                lines.append(alarm.to_json())
            else:
                lines.append({"time": self._told.time_of_day(event.seconds), **event.to_json()})
        if lines:
            self._files.add_events(lines)
            self._files.write_counts(self._watcher.observer.counts.to_json())
        self._put(sight, alarms)
        self._outbox.settle(sight.frame.seconds)
        if alarms:
            self._sent()

    def _alarm(self, event: Event, sight: Sight) -> Alarm:
        key = key_of(self._told.source, event, self._told.session)
        name = f"{PICTURES}/{event.frame:08d}-{key[:8]}.jpg"
        time_of_day = self._told.time_of_day(event.seconds)
        return Alarm(key, self._told.source, event, time_of_day, self._draw(name, sight))

    def _put(self, sight: Sight, alarms: Sequence[Alarm] = ()) -> None:
        frame, state = sight.frame, self._watcher.state()
        position = Position(frame.index, frame.seconds, self._files.events, state, self._done)
        self._outbox.put(*alarms, position=position.to_json(), source=self._told.source)

    def _draw(self, name: str, sight: Sight, *, trails: bool = False, counts: bool = True) -> str | None:
        """What may be kept of the frame, with what is watched drawn on it."""
        observer = self._watcher.observer
        drawn = draw_watched(
            self._hide(sight.frame.pixels, sight),
            observer.scene,
            sight.tracks,
            self._watcher.trails if trails else None,
            observer.counts.to_json() if counts else None,
        )
        return self._files.write_picture(name, drawn)

    def _end(self) -> None:
        """However it ends: what is known is kept, and what was gathered goes out."""
        if self._last is not None:
            self._draw(TRAILS, self._last, trails=True)
            self._put(self._last)
        self._files.write_counts(self._watcher.observer.counts.to_json())
        self._outbox.settle(float("inf"))
        self._sent()
