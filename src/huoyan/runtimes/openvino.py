"""OpenVINO: often twice as fast, with bf16 arithmetic where the CPU has it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.errors import EngineError, MissingExtra
from huoyan.runtimes.base import Precision, Shape, check_batch, picture_shape
from huoyan.system.cores import available_cores
from huoyan.words import Message

# Of int8 this is of what is left float; which tensors are int8 says the graph itself.
_HINTS = {"fp32": "f32", "bf16": "bf16", "int8": "f32"}


class OpenVinoRuntime:
    """Runs a graph on the CPU in float32 or bf16, or in int8 one that is written so.

    Two programs are compiled, each when it is first needed: one for single pictures, or the single step of a
    stream (fixed shapes let OpenVINO fuse more: measured 1.2 to 1.7 times as fast for a small network), and
    one for batches of any size (it prepares each new size once, then remembers it).
    """

    name = "openvino"

    def __init__(
        self, model: Path | bytes, threads: int | None = None, precision: Precision = "fp32", streams: int = 1
    ) -> None:
        """`threads` None takes every core. With `streams` > 1 that many calls of `run` from several
        threads share the cores side by side: more pictures a second, each answer later.

        Raises MissingExtra; EngineError engine.model, engine.precision.
        """
        core = _core()
        if precision == "bf16" and not cpu_has_bf16():
            raise EngineError(Message("engine.no_bf16"), code="engine.precision")
        self.reason = ""
        self.precision: Precision = precision
        self.threads = threads or available_cores()
        self._settings = {
            "INFERENCE_PRECISION_HINT": _HINTS[precision],
            "INFERENCE_NUM_THREADS": self.threads,
            "PERFORMANCE_HINT": "LATENCY" if streams == 1 else "THROUGHPUT",
            "NUM_STREAMS": streams,
        }
        self._model = _read(core, model)
        inputs = [_described(each) for each in self._model.inputs]
        self._takes = picture_shape(inputs, _name(model))
        self._inputs = {name: shape for name, _, shape in inputs}
        self._outputs = [output.any_name for output in self._model.outputs]
        self._lock = threading.Lock()
        self._compiled: dict[bool, Any] = {}
        # A request serves one call at a time, so each thread has its own.
        self._requests = threading.local()

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        """uint8 (N, H, W, C) to named arrays; see Runtime.run."""
        check_batch(batch, self._takes)
        return self.call({next(iter(self._inputs)): batch})

    def call(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """See Program.call."""
        try:
            request = self._request(self._is_single(given))
            found = request.infer(dict(given), share_inputs=True, share_outputs=True)
        except (RuntimeError, KeyError) as error:
            shape = next(iter(given.values())).shape
            raise EngineError(
                Message("engine.openvino_run", shape=shape, reason=str(error)), code="engine.run"
            ) from error
        # What is handed out must be a copy: the request's own arrays are overwritten by the next call.
        return {name: found[index].copy() for index, name in enumerate(self._outputs)}

    def _is_single(self, given: Mapping[str, np.ndarray]) -> bool:
        """Whether each side that may vary is 1."""
        pairs = ((given[name].shape, shape) for name, shape in self._inputs.items())
        return all(
            found == 1
            for sides, shape in pairs
            for found, wanted in zip(sides, shape, strict=False)
            if wanted is None
        )

    def _request(self, single: bool) -> Any:
        name = "single" if single else "many"
        request = getattr(self._requests, name, None)
        if request is None:
            request = self._program(single).create_infer_request()
            setattr(self._requests, name, request)
        return request

    def _program(self, single: bool) -> Any:
        with self._lock:
            if single not in self._compiled:
                model = self._model
                if single:
                    model = model.clone()
                    fixed = {name: [side or 1 for side in shape] for name, shape in self._inputs.items()}
                    model.reshape(fixed)
                self._compiled[single] = _core().compile_model(model, "CPU", self._settings)
            return self._compiled[single]


@cache
def _core() -> Any:
    return import_openvino().Core()


def import_openvino() -> Any:
    """openvino, without the report that it sends over the network each time it is imported.

    With openvino_telemetry out of reach it takes its own stub in its place: huoyan makes no call that
    nobody asked for. A program that imported openvino before is left alone. Raises MissingExtra.
    """
    hidden = "openvino_telemetry" not in sys.modules
    if hidden:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    try:
        import openvino
    except ImportError as error:
        raise MissingExtra("openvino", "openvino", Message("engine.of_openvino")) from error
    finally:
        if hidden:
            sys.modules.pop("openvino_telemetry", None)  # another thread may have been here
    return openvino


def cpu_has_bf16() -> bool:
    """Whether OpenVINO says that this CPU computes in bf16. Raises MissingExtra without OpenVINO."""
    return "BF16" in _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def _read(core: Any, model: Path | bytes) -> Any:
    try:
        return core.read_model(model=model) if isinstance(model, bytes) else core.read_model(str(model))
    except RuntimeError as error:
        raise EngineError(
            Message("engine.openvino_load", model=_name(model), reason=str(error)),
            code="engine.model",
        ) from error


def _name(model: Path | bytes) -> str:
    return Message("engine.the_graph") if isinstance(model, bytes) else str(model)


def _described(given: Any) -> tuple[str, str, Shape]:
    """Name, kind of number and sides of an input."""
    kind = given.element_type.get_type_name()
    sides = (side.get_length() if side.is_static else None for side in given.partial_shape)
    return given.any_name, {"u8": "uint8"}.get(kind, kind), tuple(sides)
