"""What every engine is to the rest: uint8 pictures in, named arrays out."""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np

from huoyan.errors import EngineError
from huoyan.words import Listed, Message

Precision = Literal["fp32", "bf16"]
# Height, width, channels of the pictures that a graph takes; None where it takes any.
PictureShape = tuple[int | None, int | None, int | None]

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


def check_batch(batch: np.ndarray, takes: PictureShape) -> None:
    """Raises EngineError engine.input unless `batch` is uint8 (N, H, W, C) with N >= 1 of this shape."""
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


def check_graph(inputs: int, kind: str, dimensions: int, source: str) -> None:
    """Raises EngineError engine.model unless a graph has one uint8 input of four dimensions."""
    if inputs == 1 and kind == "uint8" and dimensions == 4:
        return
    raise EngineError(
        Message("engine.graph", source=source, inputs=inputs, kind=kind, dimensions=dimensions),
        code="engine.model",
    )
