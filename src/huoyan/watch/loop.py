"""The loop of a watch: look, keep, tell."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from huoyan.images.video.frame import Frame
from huoyan.watch.alarms.false_alarms import FalseAlarms
from huoyan.watch.event import Event
from huoyan.watch.keeper import Keeper
from huoyan.watch.live import Missed
from huoyan.watch.rules.counts import CountsJson
from huoyan.watch.watcher import Sight, Watcher

# Told the seconds of the stream that are behind.
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds of the stream: where this watch begins, and where it will end, as far as that is known. live:
    what has passed cannot be watched again. part: the recording goes on behind the end.
    """

    start: float = 0.0
    end: float | None = None
    live: bool = False
    part: bool = False


WHOLE = Span()


class Watch:
    """An iterator of events, and a context manager. With a keeper an event is on the disk before it is given.

    held: what is given free at the end. show: what shows it. It ends with the frames, or when it is closed.
    """

    def __init__(
        self,
        watcher: Watcher,
        frames: Iterable[Frame | Missed],
        keeper: Keeper | None = None,
        held: ExitStack | None = None,
        progress: Progress | None = None,
        span: Span = WHOLE,
        show: Callable[[Sight], None] | None = None,
    ) -> None:
        self._watcher, self._keeper, self._held = watcher, keeper, held or ExitStack()
        self._progress, self._show, self.span = progress, show, span
        # Made at the first question: it holds on to this watch, which is given free at once until then.
        self._frames, self._events = frames, _none()
        self._is_new = True
        self.looked, self._began, self._ended = 0, time.monotonic(), 0.0

    @property
    def counts(self) -> CountsJson:
        """line -> direction -> kind -> n; of a zone, "enters" and "leaves"."""
        return self._watcher.observer.counts.to_json()

    @property
    def false_alarms(self) -> FalseAlarms | None:
        """Of `quiet_footage`: how many a camera-day, and how few or many that may be in truth."""
        return self._watcher.false_alarms

    @property
    def rate(self) -> float:
        """Frames looked at a second, by a clock that never jumps."""
        spent = (self._ended or time.monotonic()) - self._began
        return self.looked / max(spent, 1e-9)

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        if self._is_new:
            self._is_new, self._events = False, self._run(self._frames)
        return next(self._events)

    def close(self) -> None:
        """Keeps how far it has come; may be called again."""
        self._is_new = False
        self._events.close()
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        """One that was begun and dropped gives its folder, camera and threads free, too."""
        if getattr(self, "_held", None) is not None and not sys.is_finalizing():
            self.close()

    def _run(self, frames: Iterable[Frame | Missed]) -> Generator[Event, None, None]:
        done, whole = False, True
        with self._held:
            try:
                for frame in frames:
                    whole = False
                    sight = self._seen(frame)
                    self._keep(frame, sight)
                    whole = True
                    if sight is None:
                        continue
                    if self._show is not None:
                        self._show(sight)
                    if self._progress is not None:
                        self._progress(sight.frame.seconds)
                    yield from sight.events
                done = not self.span.part
            finally:
                self._ended = time.monotonic()
                if self._keeper is not None:
                    self._keeper.end(done=done, whole=whole)

    def _seen(self, frame: Frame | Missed) -> Sight | None:
        if isinstance(frame, Missed):
            return self._watcher.miss(frame.waited_s)
        self.looked += 1
        return self._watcher.look(frame)

    def _keep(self, frame: Frame | Missed, sight: Sight | None) -> None:
        if self._keeper is None:
            return
        if sight is not None:
            self._keeper.keep(sight)
        if isinstance(frame, Missed):
            self._keeper.wait(frame.waited_s)


def _none() -> Generator[Event, None, None]:
    yield from ()
