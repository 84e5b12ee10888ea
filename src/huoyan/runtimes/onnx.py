"""ONNX Runtime: the engine that is always there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.errors import EngineError
from huoyan.runtimes.base import Precision, Shape, check_batch, picture_shape
from huoyan.system.cores import available_cores
from huoyan.system.silent_onnxruntime import silent_onnxruntime
from huoyan.text import printable
from huoyan.words import Message


class OnnxRuntime:
    """Runs a graph in float32 on the CPU."""

    name = "onnxruntime"
    precision: Precision = "fp32"

    def __init__(self, model: Path | bytes, threads: int | None = None) -> None:
        """`model` is the file or its content. `threads` None takes every core.

        Raises EngineError: engine.missing, engine.model.
        """
        self.reason = ""
        self.threads = threads or available_cores()
        self._session, self._failures = _session(model, self.threads)
        inputs = [_described(each) for each in self._session.get_inputs()]
        self._takes = picture_shape(inputs, _name(model))
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


def _session(model: Path | bytes, threads: int) -> tuple[Any, tuple[type[Exception], ...]]:
    """The session, and the classes of what it raises: they share no base but Exception."""
    try:
        onnxruntime = silent_onnxruntime()
        from onnxruntime.capi import onnxruntime_pybind11_state as state
    except ImportError as error:
        raise EngineError(
            Message("engine.onnx_import", reason=str(error)),
            code="engine.missing",
        ) from error
    own = (x for x in vars(state).values() if isinstance(x, type) and issubclass(x, Exception))
    failures: tuple[type[Exception], ...] = (*own, RuntimeError, ValueError)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only: they are raised as well
    try:
        source = model if isinstance(model, bytes) else _source(model)
        session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except failures as error:
        raise EngineError(
            Message("engine.onnx_load", model=_name(model), reason=str(error)),
            code="engine.model",
        ) from error
    return session, failures


def _source(file: Path) -> str | bytes:
    """The path, or the content where the path is not UTF-8, which onnxruntime refuses."""
    path = str(file)
    return path if printable(path) == path else file.read_bytes()


def _name(model: Path | bytes) -> str:
    return Message("engine.the_graph") if isinstance(model, bytes) else str(model)
