"""What a network over time takes of a sequence of numbers (.npy): its rows, as they are; a frozen value.

It stands where `ClipPreprocess` stands for videos. A row is a frame without a picture; its moment is its
number, for a sequence has no clock. What the numbers are divided by is the first layer of the network.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from huoyan.clips.motion import Frames
from huoyan.clips.sampling import Due, Sampling
from huoyan.clips.steps import ClipSteps, Step, steps_together, walk_of
from huoyan.errors import VideoError
from huoyan.images.video.frame import Frame
from huoyan.preprocess import Preprocess, check_fields, wrong
from huoyan.words import Message

MOST_VALUES = 65_536
# Where a model of pictures says what is done to them: of a row of numbers nothing is.
NO_PICTURE = Preprocess(1, 1, colour="grey")


@dataclass(frozen=True, slots=True)
class SequencePreprocess:
    """values: numbers in a row. sampling: of the rows. Raises UsageError `usage.preprocess`."""

    values: int
    sampling: Sampling = field(default_factory=Sampling)

    dtype: ClassVar[np.dtype[Any]] = np.dtype(np.float32)
    neutral: ClassVar[int] = 0
    frame: ClassVar[Preprocess] = NO_PICTURE

    def __post_init__(self) -> None:
        whole = isinstance(self.values, int) and not isinstance(self.values, bool)
        if not (whole and 1 <= self.values <= MOST_VALUES):
            raise wrong("clip.values", self.values, Message("clip.count", most=MOST_VALUES))
        if self.sampling.rate is not None:
            raise wrong("clip.sampling.rate", self.sampling.rate, Message("clip.no_clock"))

    @property
    def shape(self) -> tuple[int]:
        """(values,) of a step."""
        return (self.values,)

    @property
    def causal(self) -> bool:
        """Whether a step is known as soon as its row is; else the whole sequence is needed."""
        return self.sampling.causal

    def __call__(self, rows: Iterable[Frame], name: str = "clip") -> ClipSteps:
        """All of a sequence. Raises VideoError video.sequence, video.too_short."""
        (found,) = steps_together((SequenceStream(self, name),), rows, name)
        return found

    def stream(self, name: str = "clip") -> SequenceStream:
        """What takes a row at a time. Raises UsageError usage.stream where the whole sequence is needed."""
        self.sampling.check_causal()
        return SequenceStream(self, name)

    def to_json(self) -> dict[str, Any]:
        return {"values": self.values, "sampling": dataclasses.asdict(self.sampling)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SequencePreprocess:
        """The inverse of `to_json`; unknown and missing names are errors."""
        check_fields(cls, values, "clip")
        given = dict(values)
        if "sampling" in given:
            given["sampling"] = Sampling.from_json(given["sampling"])
        return cls(**given)


class SequenceStream:
    """Satisfies `StepStream`: a frame is a row."""

    def __init__(self, takes: SequencePreprocess, name: str) -> None:
        self._shape, self._name, self._due = takes.shape, name, Due(takes.sampling)
        self._walk = walk_of(Frames(), takes.sampling.steps)

    def step(self, row: Frame) -> Step | None:
        """Raises VideoError video.sequence for a row of another length."""
        if row.pixels.shape != self._shape:
            found = str(row.pixels.shape)
            told = Message("clip.other_row", name=self._name, found=found, values=self._shape[0])
            raise VideoError(told, code="video.sequence")
        return self._walk.add(row.pixels, row.seconds) if self._due.takes(row) else None

    def end(self) -> list[Step]:
        return self._walk.end()


def rows_of(values: np.ndarray) -> Iterator[Frame]:
    """Numbers (T, values) row by row, each at the moment of its number."""
    for at, row in enumerate(np.asarray(values, np.float32)):
        yield Frame(row, float(at), at)
