"""ONNX Runtime: the engine that is always there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.errors import EngineError
from huoyan.runtimes.base import Precision, Shape, check_batch, picture_shape
from huoyan.runtimes.onnx_session import graph_name, open_session
from huoyan.system.cores import available_cores
from huoyan.words import Message


class OnnxRuntime:
    """Runs a graph on the CPU, in the numbers that it is written in."""

    name = "onnxruntime"

    def __init__(
        self, model: Path | bytes, threads: int | None = None, precision: Precision = "fp32"
    ) -> None:
        """`model` is the file or its content. `threads` None takes every core. `precision`: that of the
        graph.

        Raises EngineError: engine.missing, engine.model.
        """
        self.reason = ""
        self.precision: Precision = precision
        self.threads = threads or available_cores()
        self._session, self._failures = open_session(model, self.threads)
        inputs = [_described(each) for each in self._session.get_inputs()]
        self._takes = picture_shape(inputs, graph_name(model))
        self._input = inputs[0][0]
        self._outputs = [output.name for output in self._session.get_outputs()]

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        """uint8 (N, H, W, C) to named arrays; see Runtime.run."""
        check_batch(batch, self._takes)
        return self.call({self._input: batch})

    def call(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """See Program.call."""
        try:
            found = self._session.run(self._outputs, given)
        except self._failures as error:
            shape = next(iter(given.values())).shape
            raise EngineError(
                Message("engine.onnx_run", shape=shape, reason=str(error)), code="engine.run"
            ) from error
        return dict(zip(self._outputs, found, strict=True))


def _described(given: Any) -> tuple[str, str, Shape]:
    """Name, kind of number and sides of an input."""
    sides = tuple(side if isinstance(side, int) else None for side in given.shape)
    return given.name, given.type.removeprefix("tensor(").removesuffix(")"), sides
