"""Whether an exported graph answers as the trained model did, on real pictures and as it ships."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huoyan.artifact.manifest import Parity
from huoyan.data.dataset import Dataset
from huoyan.errors import EngineError, ParityError
from huoyan.images.draw import encode_png
from huoyan.learn.feed.at_once import at_once
from huoyan.preprocess import Placement
from huoyan.runtimes import ENGINES, Precision, Program, Runtime
from huoyan.runtimes.openvino import cpu_has_bf16
from huoyan.runtimes.parity import MIN_AGREEMENT, compare, proven
from huoyan.tasks.base import KeepsFigure, Outputs, Task
from huoyan.words import Message

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Labelled:
    """The truths of the pictures that are compared, and where each lies in the network's picture."""

    data: Dataset
    places: Sequence[Placement]


def prove(
    onnx: bytes,
    pixels: np.ndarray,
    reference: Outputs,
    task: Task,
    report: Path,
    labelled: Labelled | None = None,
    whole: Callable[[Program], Runtime] = lambda program: program,
) -> tuple[Parity, ...]:
    """Compares every installed engine, in each of its precisions, with the trained model's `reference`.

    Where the pictures are `labelled`, so is the figure that the task keeps, if any. onnxruntime must agree on
    `pixels`, else ParityError, with the worst picture in the folder `report`. Another engine that does not is
    recorded as failed and is then never chosen by itself; so is approximate arithmetic that was compared on
    too few pictures with something to find. `whole` makes of an engine what answers for pictures.
    """
    results = []
    before = _figure(reference, task, labelled)
    for name, precision in _combinations():
        try:
            runtime = whole(ENGINES[name].open(onnx, None, precision))
            outputs = _outputs(runtime, pixels, task)
        except EngineError:
            if name == "onnxruntime":
                raise
            continue
        after = _figure(outputs, task, labelled)
        change = None if before is None or after is None else after - before
        parity = compare(
            name, precision, outputs, reference, task, change, _play(change, reference, task, labelled)
        )
        results.append(proven(parity, task))
        if name == "onnxruntime" and not parity.passed:
            raise _failed(parity, pixels, outputs, reference, task, report)
    return tuple(results)


def _figure(outputs: Outputs, task: Task, labelled: Labelled | None) -> float | None:
    """None where there is none to keep, or an engine's outputs cannot be scored."""
    if labelled is None or not isinstance(task, KeepsFigure):
        return None
    try:
        found = task.figure(outputs, labelled.data, labelled.places)
    except EngineError:
        return None
    return found if math.isfinite(found) else None


def _play(change: float | None, reference: Outputs, task: Task, labelled: Labelled | None) -> float:
    """Asked only where the figure has changed by more than is allowed: it takes its time."""
    if change is None or labelled is None or not isinstance(task, KeepsFigure):
        return 0.0
    return 0.0 if abs(change) <= task.allowed_change else task.play(reference, labelled.data, labelled.places)


def _combinations() -> list[tuple[str, Precision]]:
    return [
        (name, precision)
        for name, engine in ENGINES.items()
        if engine.installed
        for precision in engine.precisions
        if precision != "bf16" or cpu_has_bf16()
    ]


def _outputs(runtime: Runtime, pixels: np.ndarray, task: Task) -> dict[str, np.ndarray]:
    size = at_once(pixels.shape[1], pixels.shape[2], _BATCH)
    parts = [runtime.run(pixels[at : at + size]) for at in range(0, len(pixels), size)]
    return {name: np.concatenate([part[name] for part in parts]) for name in task.outputs}


def _failed(
    parity: Parity, pixels: np.ndarray, outputs: Outputs, reference: Outputs, task: Task, report: Path
) -> ParityError:
    """Writes the worst picture with both answers, and gives the error that names them."""
    worst = int(task.difference(outputs, reference).distances.argmax())
    report.mkdir(parents=True, exist_ok=True)
    if pixels.ndim == 4:
        (report / "worst.png").write_bytes(encode_png(pixels[worst]))
    else:
        np.save(report / "worst.npy", pixels[worst], allow_pickle=False)
    answers = {
        who: {name: found[name][worst].tolist() for name in task.outputs}
        for who, found in (("network", reference), ("exported", outputs))
    }
    figures = {**parity.model_dump(), "picture": worst, "outputs": answers}
    (report / "parity.json").write_text(json.dumps(figures, indent=2), encoding="utf-8")
    if _kept_answers(parity, task):
        return ParityError(
            Message(
                "ship.figure_differs",
                figure=task.headlines[0],
                change=parity.change,
                n=parity.n,
                report=report,
            )
        )
    return ParityError(
        Message(
            "ship.differs",
            agreement=parity.agreement,
            n=parity.n,
            needed=MIN_AGREEMENT,
            measure=task.measure,
            difference=parity.difference,
            allowed=task.allowed[parity.precision],
            report=report,
        )
    )


def _kept_answers(parity: Parity, task: Task) -> bool:
    """Whether all but the figure is as it was."""
    close = parity.difference <= task.allowed[parity.precision]
    return parity.agreement >= MIN_AGREEMENT and close and parity.change is not None
