"""Whether an exported graph answers as the trained model did, on real pictures and as it ships."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from huoyan.artifact.manifest import Parity
from huoyan.errors import EngineError, ParityError
from huoyan.images.draw import encode_png
from huoyan.learn.feed.at_once import at_once
from huoyan.runtimes import ENGINES, Precision, Runtime
from huoyan.runtimes.openvino import cpu_has_bf16
from huoyan.runtimes.parity import MIN_AGREEMENT, compare
from huoyan.tasks.base import Outputs, Task
from huoyan.words import Message

_BATCH = 32


def prove(
    onnx: bytes, pixels: np.ndarray, reference: Outputs, task: Task, report: Path
) -> tuple[Parity, ...]:
    """Compares every installed engine, in each of its precisions, with the trained model's `reference`.

    onnxruntime must agree on `pixels`, else ParityError, with the worst picture in the folder
    `report`. Another engine that does not is recorded as failed and is then never chosen by itself.
    """
    results = []
    for name, precision in _combinations():
        try:
            runtime = ENGINES[name].open(onnx, None, precision)
            outputs = _outputs(runtime, pixels, task)
        except EngineError:
            if name == "onnxruntime":
                raise
            continue
        parity = compare(name, precision, outputs, reference, task)
        results.append(parity)
        if name == "onnxruntime" and not parity.passed:
            raise _failed(parity, pixels, outputs, reference, task, report)
    return tuple(results)


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
    (report / "worst.png").write_bytes(encode_png(pixels[worst]))
    answers = {
        who: {name: found[name][worst].tolist() for name in task.outputs}
        for who, found in (("network", reference), ("exported", outputs))
    }
    figures = {**parity.model_dump(), "picture": worst, "outputs": answers}
    (report / "parity.json").write_text(json.dumps(figures, indent=2), encoding="utf-8")
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
