"""Which frames of a clip a network looks at; a frozen value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from huoyan.errors import UsageError
from huoyan.images.video.frame import Frame
from huoyan.preprocess import check_fields, is_number, wrong
from huoyan.words import Message

MOST_STEPS, MOST_STRIDE, MOST_RATE = 1024, 1000, 1000
# Containers write times in whole milliseconds: a frame that is due then may seem to come before its time.
EARLY_S = 1e-3


@dataclass(frozen=True, slots=True)
class Sampling:
    """The frames that are looked at, and how many steps are made of them.

    steps: so many of equal length from the first frame to the last, for which the whole clip must be known;
    None for a step with each frame that is looked at. stride: the first of every so many frames. rate: so
    many frames a second where the source has more, whatever its own rate; either of the two.
    Raises UsageError `usage.preprocess`.
    """

    steps: int | None = None
    stride: int = 1
    rate: float | None = None

    def __post_init__(self) -> None:
        if self.steps is not None:
            _check_count("steps", self.steps, MOST_STEPS)
        _check_count("stride", self.stride, MOST_STRIDE)
        if self.rate is None:
            return
        if not (is_number(self.rate) and 0 < self.rate <= MOST_RATE):
            raise wrong("clip.sampling.rate", self.rate, Message("clip.rate", most=MOST_RATE))
        if self.stride != 1:
            raise wrong("clip.sampling.stride", self.stride, Message("clip.stride_or_rate"))
        object.__setattr__(self, "rate", float(self.rate))

    @property
    def causal(self) -> bool:
        """Whether a step is known as soon as its frame is."""
        return self.steps is None

    def check_causal(self) -> None:
        """Raises UsageError usage.stream where the whole clip must be known."""
        if not self.causal:
            raise UsageError(Message("clip.needs_all", steps=self.steps), code="usage.stream")

    @classmethod
    def from_json(cls, values: object) -> Self:
        """What `dataclasses.asdict` gave; unknown names are errors."""
        if not isinstance(values, Mapping):
            raise wrong("clip.sampling", values, Message("clip.section"))
        check_fields(cls, values, "clip.sampling")
        return cls(**values)


class Due:
    """Which frames of one stream are looked at: the first, then one in each stride, or span of time."""

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._first: tuple[int, float] | None = None
        self._last = -1

    def takes(self, frame: Frame) -> bool:
        """Frames come in order; those that the source dropped are missed, not waited for."""
        if self._first is None:
            self._first = frame.index, frame.seconds
        index, seconds = self._first
        rate = self._sampling.rate
        if rate is None:
            span = (frame.index - index) // self._sampling.stride
        else:
            span = math.floor((frame.seconds - seconds + EARLY_S) * rate)
        if span <= self._last:
            return False
        self._last = span
        return True


def _check_count(name: str, value: object, most: int) -> None:
    if not (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most):
        raise wrong(f"clip.sampling.{name}", value, Message("clip.count", most=most))
