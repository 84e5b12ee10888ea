"""What every engine is to the rest: uint8 pictures in, named arrays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import numpy as np

from huoyan.clips.graph import FRAMES
from huoyan.errors import EngineError
from huoyan.words import Listed, Message

Precision = Literal["fp32", "bf16", "int8"]
# Height, width, channels of the pictures that a graph takes; None where it takes any.
PictureShape = tuple[int | None, int | None, int | None]
# Of any input.
Shape = tuple[int | None, ...]

_UINT8 = np.dtype(np.uint8)


class Runtime(Protocol):
    """A loaded model. `run` may be called from several threads at once."""

    reason: str  # why this engine and precision were taken, a Message; "" if they were asked for

    @property
    def name(self) -> str:
        """The engine, as in ENGINES."""

    @property
    def precision(self) -> Precision: ...

    @property
    def threads(self) -> int: ...

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        """uint8 (N, H, W, C) to arrays of N rows, by output name: float32, or whole numbers where the
        graph gives such.

        N may differ from call to call. The arrays belong to the caller: later calls do not touch
        them. Raises EngineError engine.input if the batch does not fit, engine.run if the engine fails.
        """


class Program(Runtime, Protocol):
    """A graph on an engine. It runs pictures where it takes such, and whatever it takes by name."""

    def call(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """All inputs by name to all outputs by name, which belong to the caller. Raises EngineError
        engine.run, also for what the graph does not take.
        """


def check_batch(batch: np.ndarray, takes: PictureShape | None) -> None:
    """Raises EngineError engine.input unless `batch` is uint8 (N, H, W, C) with N >= 1 of this shape.

    takes: None for a graph of clips, which takes no pictures.
    """
    if takes is None:
        raise EngineError(Message("engine.takes_clips", shape=batch.shape), code="engine.input")
    if batch.shape[1:] == takes and batch.dtype == _UINT8 and batch.shape[0]:
        return
    fits = len(batch.shape) == 4 and all(
        wanted in (None, found) for wanted, found in zip(takes, batch.shape[1:], strict=True)
    )
    if fits and batch.dtype == _UINT8 and batch.shape[0]:
        return
    sides = [Message("engine.any_side") if side is None else side for side in takes]
    wanted = Listed(sides, None)
    raise EngineError(
        Message("engine.batch", dtype=str(batch.dtype), shape=batch.shape, wanted=wanted),
        code="engine.input",
    )


def picture_shape(inputs: Sequence[tuple[str, str, Shape]], source: str) -> PictureShape | None:
    """What a graph with these inputs (name, kind of number, sides) takes; None for one that takes clips.

    Raises EngineError engine.model unless it has one uint8 input of four dimensions, or `clips.graph.FRAMES`.
    """
    if any(name == FRAMES for name, _, _ in inputs):
        return None
    (_, kind, shape), *more = inputs
    if more or kind != "uint8" or len(shape) != 4:
        raise EngineError(
            Message("engine.graph", source=source, inputs=len(inputs), kind=kind, dimensions=len(shape)),
            code="engine.model",
        )
    return shape[1], shape[2], shape[3]
