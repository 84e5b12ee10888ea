"""The one deterministic transform from frames to what a network over time takes; a frozen value.

Training, evaluation, prediction and streams all call it, and the manifest stores it as `clip`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args

import numpy as np

from huoyan.clips.motion import (
    FLOW_CHANNELS,
    FLOW_LEAST,
    FLOW_UNIT,
    MIDDLE,
    Difference,
    Flow,
    Frames,
    Motion,
    MotionName,
)
from huoyan.clips.sampling import Due, Sampling
from huoyan.clips.steps import ClipSteps, Step, Walk, steps_together, walk_of
from huoyan.images.video.frame import Frame
from huoyan.preprocess import Preprocess, check_fields, check_name, wrong
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class ClipPreprocess:
    """Every choice that shapes what the network sees of a clip.

    frame: how each frame is prepared. motion: what is seen of it, see `motion`. cell: of a flow, the side in
    pixels of the squares over which it is averaged. Raises UsageError `usage.preprocess`.
    """

    frame: Preprocess
    motion: MotionName = "frames"
    sampling: Sampling = field(default_factory=Sampling)
    cell: int = 1

    dtype: ClassVar[np.dtype[Any]] = np.dtype(np.uint8)

    def __post_init__(self) -> None:
        check_name("clip.motion", self.motion, get_args(MotionName))
        if self.motion == "flow":
            self._check_flow()
        elif self.cell != 1:
            raise wrong("clip.cell", self.cell, Message("clip.cell_of_flow"))

    def _check_flow(self) -> None:
        if self.frame.colour != "grey":
            raise wrong("clip.frame.colour", self.frame.colour, Message("clip.grey_for_flow"))
        for name in ("height", "width"):
            if (side := getattr(self.frame, name)) < FLOW_LEAST:
                raise wrong(f"clip.frame.{name}", side, Message("clip.large_for_flow", least=FLOW_LEAST))
        cell, sides = self.cell, (self.frame.height, self.frame.width)
        whole = isinstance(cell, int) and not isinstance(cell, bool) and cell >= 1
        if not whole or any(side % cell for side in sides):
            raise wrong("clip.cell", cell, Message("clip.cell", height=sides[0], width=sides[1]))

    @property
    def shape(self) -> tuple[int, int, int]:
        """(H, W, C) of a step."""
        height, width = self.frame.height // self.cell, self.frame.width // self.cell
        return height, width, FLOW_CHANNELS if self.motion == "flow" else self.frame.channels

    @property
    def causal(self) -> bool:
        """Whether a step is known as soon as its frame is; else the whole clip is needed."""
        return self.sampling.causal

    @property
    def neutral(self) -> int:
        """The byte that says nothing, to fill clips of one batch up with: black, or no motion."""
        return 0 if self.motion == "frames" else MIDDLE

    @property
    def unit(self) -> float:
        """How many bytes 1 is: (byte - neutral) / unit is a share of white, or a flow's logarithm."""
        return FLOW_UNIT if self.motion == "flow" else 255

    def __call__(self, frames: Iterable[Frame], name: str = "clip") -> ClipSteps:
        """All of a clip. Raises VideoError video.too_short where the frames are too few for a step."""
        (found,) = prepared_together((self,), frames, name)
        return found

    def stream(self, name: str = "clip") -> ClipStream:
        """What takes one frame at a time. Raises UsageError usage.stream where a whole clip is needed."""
        self.sampling.check_causal()
        return self._begun()

    def to_json(self) -> dict[str, Any]:
        return {
            "frame": self.frame.to_json(),
            "motion": self.motion,
            "sampling": dataclasses.asdict(self.sampling),
            "cell": self.cell,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ClipPreprocess:
        """The inverse of `to_json`; unknown and missing names are errors."""
        check_fields(cls, values, "clip")
        given = dict(values)
        if not isinstance(given["frame"], Mapping):
            raise wrong("clip.frame", given["frame"], Message("clip.section"))
        if "sampling" in given:
            given["sampling"] = Sampling.from_json(given["sampling"])
        given["frame"] = Preprocess.from_json(given["frame"])
        return cls(**given)

    def _begun(self) -> ClipStream:
        walk = walk_of(_motion(self.motion, self.cell), self.sampling.steps)
        return ClipStream(self.frame, walk, Due(self.sampling))


def prepared_together(
    ways: Sequence[ClipPreprocess], frames: Iterable[Frame], name: str = "clip"
) -> list[ClipSteps]:
    """All of a clip in each of several ways; as `steps_together`."""
    return steps_together([way._begun() for way in ways], frames, name)


def _motion(name: MotionName, cell: int) -> Motion:
    if name == "flow":
        return Flow(cell)
    return Difference() if name == "difference" else Frames()


class ClipStream:
    """Satisfies `StepStream`."""

    def __init__(self, frame: Preprocess, walk: Walk, due: Due) -> None:
        self._frame, self._walk, self._due = frame, walk, due

    def step(self, frame: Frame) -> Step | None:
        if not self._due.takes(frame):
            return None
        return self._walk.add(self._frame(frame.pixels).pixels, frame.seconds)

    def end(self) -> list[Step]:
        return self._walk.end()
