"""Whether an engine answers as the trained network did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.artifact.manifest import Parity
from huoyan.tasks.classify import Classify

# Pictures that must get the same answer, as a share.
MIN_AGREEMENT = 0.999
# Largest absolute difference of a probability, by precision. float32 engines differ in the order of
# their sums; bf16 keeps 8 bits of each factor.
TOLERANCE = {"fp32": 1e-3, "bf16": 0.05}


def compare(
    name: str,
    precision: str,
    logits: np.ndarray,
    reference: np.ndarray,
    multilabel: bool,
    *,
    thresholds: Sequence[float] | None = None,
    temperature: float = 1.0,
) -> Parity:
    """Compares logits (n, classes) of the engine `name` with those of the trained network.

    Passed means: agreement >= MIN_AGREEMENT and difference <= TOLERANCE[precision]. Values that are
    not finite, unequal shapes and no pictures at all do not pass.
    """
    if logits.shape != reference.shape or not logits.size:
        return Parity(
            engine=name, precision=precision, n=len(logits), agreement=0.0, difference=1.0, passed=False
        )
    labels = tuple(map(str, range(logits.shape[1])))
    limits = None if thresholds is None else tuple(thresholds)
    task = Classify(labels, multilabel, limits, temperature)
    finite = np.isfinite(logits).all(axis=1) & np.isfinite(reference).all(axis=1)
    a, b = (task.probabilities(np.where(finite[:, None], x, 0)) for x in (logits, reference))
    same = finite & (_answers(a, multilabel, limits) == _answers(b, multilabel, limits)).all(axis=1)
    agreement = float(same.mean())
    difference = float(np.abs(a - b).max()) if finite.all() else 1.0
    return Parity(
        engine=name,
        precision=precision,
        n=len(logits),
        agreement=agreement,
        difference=difference,
        passed=agreement >= MIN_AGREEMENT and difference <= TOLERANCE[precision],
    )


def _answers(probabilities: np.ndarray, multilabel: bool, thresholds: tuple[float, ...] | None) -> np.ndarray:
    """(n, 1) first class, or (n, classes) chosen or not."""
    if not multilabel:
        return np.asarray(probabilities.argmax(axis=1, keepdims=True))
    return np.asarray(
        probabilities >= (np.full(probabilities.shape[1], 0.5) if thresholds is None else thresholds)
    )
