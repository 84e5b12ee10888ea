"""The steps of one clip, made frame by frame: as they come, or cut from the whole when it has ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from huoyan.clips.motion import Motion
from huoyan.errors import VideoError
from huoyan.images.video.frame import Frame
from huoyan.words import Message, counted

# Values that are kept for each step of a whole clip. Of a clip with more every second one goes, then again:
# memory is bounded, and what lies between two of those kept is known to an 8th of a step.
KEPT = 16


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What the network takes at once: uint8 (H, W, C), or of a sequence float32 (values,); and when it was
    known, in seconds of the stream."""

    pixels: np.ndarray
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class ClipSteps:
    """A clip as the network takes it: uint8 (T, H, W, C), or of a sequence float32 (T, values).

    seconds: (T,), at which each step ends.
    """

    pixels: np.ndarray
    seconds: np.ndarray

    def __len__(self) -> int:
        return len(self.pixels)


class StepStream(Protocol):
    """One clip or stream on its way into a network; memory does not grow with it."""

    def step(self, frame: Frame) -> Step | None:
        """The step that this frame completes, if any."""

    def end(self) -> list[Step]:
        """What is known only now; nothing where steps came frame by frame."""


def steps_together(streams: Sequence[StepStream], frames: Iterable[Frame], name: str) -> list[ClipSteps]:
    """All of a clip by each of the streams, from frames that are read once. Raises VideoError
    video.too_short where the frames are too few for a step.
    """
    steps: list[list[Step]] = [[] for _ in streams]
    seen = 0
    for frame in frames:
        seen += 1
        for stream, found in zip(streams, steps, strict=True):
            if step := stream.step(frame):
                found.append(step)
    for stream, found in zip(streams, steps, strict=True):
        found.extend(stream.end())
    if not all(steps):
        raise too_short(name, seen)
    return [
        ClipSteps(np.stack([s.pixels for s in found]), np.array([s.seconds for s in found]))
        for found in steps
    ]


def too_short(name: str, frames: int) -> VideoError:
    """Of a clip that has so many."""
    told = Message("clip.too_short", name=name, frames=counted(frames, "frame"))
    return VideoError(told, code="video.too_short")


class Walk(Protocol):
    """One clip on its way through: frames go in; steps come out at once, or at the end."""

    def add(self, frame: np.ndarray, seconds: float) -> Step | None: ...

    def end(self) -> list[Step]: ...


def walk_of(motion: Motion, steps: int | None) -> Walk:
    """steps: as in `Sampling`."""
    return AsTheyCome(motion) if steps is None else EqualSteps(motion, steps)


class AsTheyCome:
    """A step with each frame, or with each but the first."""

    def __init__(self, motion: Motion) -> None:
        self._motion = motion

    def add(self, frame: np.ndarray, seconds: float) -> Step | None:
        value = self._motion.add(frame)
        return None if value is None else Step(self._motion.bytes(value), seconds)

    def end(self) -> list[Step]:
        return []


class EqualSteps:
    """`steps` of equal length: the middle frame of each, or all motion within it."""

    def __init__(self, motion: Motion, steps: int) -> None:
        self._motion, self._steps = motion, steps
        self._every = 1  # of how many values one is kept
        self._n = 0
        self._sum: np.ndarray | None = None
        self._kept: list[np.ndarray] = []
        self._seconds: list[float] = []
        self._last = 0.0

    def add(self, frame: np.ndarray, seconds: float) -> Step | None:
        value = self._motion.add(frame)
        self._last = seconds
        if value is None:  # the way begins here
            self._seconds.append(seconds)
            return None
        if self._motion.pairs:
            if self._sum is None:
                self._kept.append(np.zeros_like(value))
                self._n += 1
            value = self._sum = value if self._sum is None else self._sum + value
        if self._n % self._every == 0:
            self._kept.append(value)
            self._seconds.append(seconds)
        self._n += 1
        if len(self._kept) > KEPT * self._steps:
            self._kept, self._seconds = self._kept[::2], self._seconds[::2]
            self._every *= 2
        return None

    def end(self) -> list[Step]:
        if not self._kept:
            return []
        return self._cut() if self._motion.pairs else self._middles()

    def _middles(self) -> list[Step]:
        at = (np.arange(self._steps) + 0.5) * self._n / self._steps
        places = np.minimum(at.astype(int) // self._every, len(self._kept) - 1)
        return [Step(self._motion.bytes(self._kept[p]), self._seconds[p]) for p in places.tolist()]

    def _cut(self) -> list[Step]:
        assert self._sum is not None
        if (self._n - 1) % self._every:  # the end is always one of those kept
            self._kept.append(self._sum)
            self._seconds.append(self._last)
        known = np.minimum(np.arange(len(self._kept)) * self._every, self._n - 1)
        cuts = np.linspace(0, self._n - 1, self._steps + 1)
        seconds = np.interp(cuts, known, self._seconds)
        way = [self._at(cut, known) for cut in cuts.tolist()]
        pairs = zip(way, way[1:], seconds[1:].tolist(), strict=False)
        return [Step(self._motion.bytes(end - start), when) for start, end, when in pairs]

    def _at(self, cut: float, known: np.ndarray) -> np.ndarray:
        """The way until `cut`, between two of those kept in proportion."""
        low = max(0, min(int(np.searchsorted(known, cut, side="right")) - 1, len(known) - 2))
        share = np.float32((cut - known[low]) / (known[low + 1] - known[low]))
        return np.asarray(self._kept[low] * (1 - share) + self._kept[low + 1] * share)
