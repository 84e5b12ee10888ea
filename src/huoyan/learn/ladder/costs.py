"""What the model of each rung costs those who use it: time for a picture, and size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import onnx

from huoyan.bench import in_turns
from huoyan.errors import HuoyanError
from huoyan.learn.ladder.standing import Standing
from huoyan.runs.rungs import Rung
from huoyan.runtimes import ENGINES, Runtime

SECONDS = 1.0  # of timed calls, of all rungs together


def with_costs(
    rungs: Sequence[Rung], standings: Sequence[Standing], over: Callable[[], bool]
) -> tuple[Rung, ...]:
    """The rungs with the size of their graphs and the time of one picture, by ONNX Runtime on all cores.

    Those whose graph cannot be made or run, or that time does not allow, stay as they are.
    """
    graphs = {at: model for at, standing in enumerate(standings) if (model := _graph(standing, over))}
    calls = {at: call for at, model in graphs.items() if (call := _call(model)) is not None}
    timed = bool(calls) and not over()
    speeds = in_turns(list(calls.values()), SECONDS / len(calls)) if timed else []
    milliseconds = {at: speed.milliseconds for at, speed in zip(calls, speeds, strict=False)}
    return tuple(
        replace(rung, size=len(graphs[at]) if at in calls else None, milliseconds=milliseconds.get(at))
        for at, rung in enumerate(rungs)
    )


def _graph(standing: Standing, over: Callable[[], bool]) -> bytes | None:
    if standing.graph is None or over():
        return None
    try:
        return standing.graph()
    except HuoyanError:
        return None


def _call(model: bytes) -> tuple[Runtime, np.ndarray] | None:
    """The graph and one picture of noise for it; None where the engine refuses it."""
    try:
        runtime = ENGINES["onnxruntime"].open(model, None, "fp32")
        shape = onnx.load_model_from_string(model).graph.input[0].type.tensor_type.shape
        sides = [dim.dim_value for dim in shape.dim][1:]
        picture = np.random.default_rng(0).integers(0, 256, (1, *sides), dtype=np.uint8)
        runtime.run(picture)
    except HuoyanError:
        return None
    return runtime, picture
