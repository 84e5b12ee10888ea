"""Things that are followed from frame to frame, as rules, counts and drawings read them."""

from __future__ import annotations

from dataclasses import dataclass

# xmin, ymin, xmax, ymax: edges between pixels of the upright frame.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tracked:
    """One thing in one frame.

    number: of its track, from 1, never used again. since: seconds of the stream at which the track began.
    frames: in how many it was found, this one included. found: False where it is only expected here and no
    detection says so. first: its box at `since`, told once, where it is told of later than it began.
    """

    number: int
    label: str
    score: float
    box: Box
    since: float
    frames: int
    found: bool = True
    first: Box | None = None

    @property
    def centre(self) -> tuple[float, float]:
        xmin, ymin, xmax, ymax = self.box
        return (xmin + xmax) / 2, (ymin + ymax) / 2


@dataclass(frozen=True, slots=True)
class Tracks:
    """All that is followed in one frame, in the order of their numbers.

    seconds: of the stream, at this frame; index: of the frame; height, width: in pixels.
    """

    tracked: tuple[Tracked, ...]
    seconds: float
    index: int
    height: int
    width: int
