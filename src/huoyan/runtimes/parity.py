"""Whether an engine answers as the trained network did."""

from __future__ import annotations

import numpy as np

from huoyan.artifact.manifest import Parity
from huoyan.tasks.base import KeepsFigure, Outputs, Task
from huoyan.words import Message

# Pictures that must get the same answer, as a share.
MIN_AGREEMENT = 0.999
# Of int8 on two engines: so many answers may not be further apart than is allowed. Each rounds a sum in its
# own way, and a step of int8 is a hundredth.
NEARLY_ALL = 0.9


def compare(
    engine: str,
    precision: str,
    outputs: Outputs,
    reference: Outputs,
    task: Task,
    change: float | None = None,
    play: float = 0.0,
) -> Parity:
    """Compares what the engine gave with what the trained network gave for the same pictures.

    change: of the figure that the task keeps, if any; play: as much of it is no fault of the engine. Passed
    means: agreement >= MIN_AGREEMENT, difference <= task.allowed[precision], and no larger change than is
    allowed; in int8 a share NEARLY_ALL of distances that are allowed. Values that are not finite, unequal
    shapes and no pictures at all do not pass.
    """
    agreement, difference, n = 0.0, 1.0, max((len(found) for found in outputs.values()), default=0)
    told, near = 0, False
    if n and all(name in outputs and outputs[name].shape == reference[name].shape for name in task.outputs):
        found = task.difference(outputs, reference)
        agreement, difference = float(found.same.mean()), float(min(found.distances.max(), 1e9))
        told = found.told
        finite = all(bool(np.isfinite(outputs[name]).all()) for name in task.outputs)
        near = finite and float((found.distances <= task.allowed[precision]).mean()) >= NEARLY_ALL
    kept = True
    if isinstance(task, KeepsFigure) and change is not None:
        kept = abs(change) <= max(task.allowed_change, play)
    if precision != "int8":
        near = agreement >= MIN_AGREEMENT and difference <= task.allowed[precision]
    return Parity(
        engine=engine,
        precision=precision,
        n=n,
        agreement=agreement,
        difference=difference,
        passed=near and kept,
        change=change,
        told=told,
    )


def proven(parity: Parity, task: Task) -> Parity:
    """The same, not passed where approximate arithmetic was compared on too few pictures that tell."""
    if parity.precision == "fp32" or not isinstance(task, KeepsFigure) or (parity.told or 0) >= task.enough:
        return parity
    return parity.model_copy(update={"passed": False, "needed": task.enough})


def figures(parity: Parity, task: Task) -> Message:
    """How the answers compare, as a part of a sentence."""
    if parity.needed is not None:
        return Message("parity.few", told=parity.told or 0, needed=parity.needed)
    return Message(
        "parity.figures",
        agreement=parity.agreement,
        n=parity.n,
        measure=task.measure,
        difference=parity.difference,
    )
