"""What goes into a served model, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from huoyan.placement import Placement
from huoyan.results import Result

# Of a model of pictures: an encoded picture, or pixels uint8 (H, W, 3), (H, W, 1) or (H, W) of any size;
# those of the network's size pass as they are. Of a model of clips: an encoded video or a .npy of numbers,
# frames uint8 (T, H, W, 3), or rows (T, values). Of a step of a sequence: a picture, or one row (values,).
Given = bytes | np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """The answer to one picture or clip.

    result: the task's own. outputs: what the network gave, by name, one row each (1, ...). place: where the
    picture lies in the network's; None for a clip. decode_ms, queue_ms, model_ms: how long it was decoded,
    how long it waited in all, and how long the model took for the batch that it was in. batch: how many
    pictures that was.
    """

    result: Result
    outputs: Mapping[str, np.ndarray]
    place: Placement | None
    decode_ms: float
    queue_ms: float
    model_ms: float
    batch: int = 1


class Measures(Protocol):
    """What is told of the engine's work while it goes on; called in any thread, and must not block."""

    def decoded(self, model: str, seconds: float) -> None:
        """One picture was decoded, or could not be."""

    def ran(self, model: str, pictures: int, seconds: float) -> None:
        """The model was run on a batch."""

    def refused(self, model: str, reason: str) -> None:
        """A picture was not answered; reason: "busy", "late", "gone" (nobody waits), or an error's code."""


class Unmeasured:
    """Satisfies `Measures`: nobody looks."""

    def decoded(self, model: str, seconds: float) -> None: ...

    def ran(self, model: str, pictures: int, seconds: float) -> None: ...

    def refused(self, model: str, reason: str) -> None: ...
