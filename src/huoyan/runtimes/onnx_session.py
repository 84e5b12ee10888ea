"""A graph opened by ONNX Runtime on the CPU, whatever it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huoyan.errors import EngineError
from huoyan.system.silent_onnxruntime import silent_onnxruntime
from huoyan.text import printable
from huoyan.words import Message


def open_session(model: Path | bytes, threads: int) -> tuple[Any, tuple[type[Exception], ...]]:
    """The session, and the classes of what it raises: they share no base but Exception.

    `model` is the file or its content. Raises EngineError: engine.missing, engine.model.
    """
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
            Message("engine.onnx_load", model=graph_name(model), reason=str(error)),
            code="engine.model",
        ) from error
    return session, failures


def graph_name(model: Path | bytes) -> str:
    return Message("engine.the_graph") if isinstance(model, bytes) else str(model)


def _source(file: Path) -> str | bytes:
    """The path, or the content where the path is not UTF-8, which onnxruntime refuses."""
    path = str(file)
    return path if printable(path) == path else file.read_bytes()
