"""Answers while a video or a camera runs: decisions, each with the moment that it is of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from huoyan.clips import ClipInput
from huoyan.clips.sampling import EARLY_S
from huoyan.clips.sequence_preprocess import rows_of
from huoyan.clips.steps import too_short
from huoyan.data.clips.sequence_values import read_values
from huoyan.data.say import Say
from huoyan.errors import UsageError
from huoyan.images.limits import Limits
from huoyan.images.video.address import masked
from huoyan.images.video.frame import Frame
from huoyan.images.video.kinds import is_live
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.live import open_camera
from huoyan.images.video.reading import open_video
from huoyan.predict.clip_sources import sequence_at
from huoyan.preprocess import is_number
from huoyan.results import Decision, Result
from huoyan.text import spelt
from huoyan.words import Message

# What a model says when it has seen a frame: nothing yet, or when and how its answer is made.
See = Callable[[Frame], tuple[float, Callable[[], Result]] | None]


class Moments:
    """Which of the moments of a stream are told: all, or one in every so many seconds from the first on."""

    def __init__(self, every: float | None) -> None:
        """Raises UsageError usage.every."""
        if every is not None and not (is_number(every) and 0 < every < math.inf):
            raise UsageError(Message("predict.every", every=every), code="usage.every")
        self._every = every
        self._first: float | None = None
        self._last = -1

    def takes(self, seconds: float) -> bool:
        if self._every is None:
            return True
        self._first = seconds if self._first is None else self._first
        span = math.floor((seconds - self._first + EARLY_S) / self._every)
        if span <= self._last:
            return False
        self._last = span
        return True


def decisions(name: str, frames: Iterator[Frame], see: See, moments: Moments) -> Iterator[Decision]:
    """What is said of the moments that are told, and of the last one. Raises VideoError video.too_short where
    nothing can be said."""
    waiting: tuple[float, Callable[[], Result]] | None = None
    count, said = 0, False
    for frame in frames:
        count += 1
        seen = see(frame)
        if seen is None:
            continue
        waiting, said = seen, True
        if moments.takes(seen[0]):
            yield Decision(name, seen[0], seen[1]())
            waiting = None
    if waiting is not None:
        yield Decision(name, waiting[0], waiting[1]())
    if not said:
        raise too_short(name, count)


def frames_of(source: str | int, limits: Limits, say: Say, takes: ClipInput | None = None) -> Iterator[Frame]:
    """Every frame of a video; of what is live the newest one, again and again. Raises VideoError, UsageError.

    `say` is told when a live source is gone, and when it is back. takes: by a model of clips; where these are
    sequences of numbers, the rows of one.
    """
    name = name_of_source(source)
    if takes is not None and (sequence := sequence_at(str(source), takes, name)):
        yield from rows_of(read_values(sequence, limits, name))
        return
    bounds = VideoLimits.within(limits)
    if not is_live(source):
        with open_video(source, limits=bounds) as video:
            yield from video
        return
    with open_camera(source, limits=bounds) as camera:
        for seen in camera:
            if isinstance(seen, Frame):
                yield seen
            else:
                say(seen.message)


def name_of_source(source: str | int) -> str:
    """As it is told: an address without user, password and keys."""
    return spelt(masked(str(source)))
