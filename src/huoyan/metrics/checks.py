"""What a metric accepts: probabilities and targets that fit each other, or an error that says why not."""

from __future__ import annotations

import numpy as np

from huoyan.errors import UsageError

CODE = "usage.metrics"
# Probabilities that went through bfloat16 or a text file still sum to 1 within this.
SUM_TOLERANCE = 1e-2


def refuse(message: str) -> UsageError:
    return UsageError(message, code=CODE)


def check_probabilities(probabilities: np.ndarray, *, sums: bool = False) -> None:
    """Floats (N, C) in 0..1 with N, C >= 1; `sums`: every row is a distribution."""
    if probabilities.ndim != 2:
        raise refuse(
            f"probabilities have the shape {probabilities.shape}; (samples, classes) is needed. "
            "Give one row a sample."
        )
    if probabilities.shape[0] == 0:
        raise refuse("there are 0 samples, and no figure rests on nothing. Give at least one sample.")
    if probabilities.shape[1] == 0:
        raise refuse("probabilities have no column; at least one class is needed.")
    low, high = float(probabilities.min()), float(probabilities.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise refuse(
            "probabilities hold NaN or infinity; the network's outputs are broken before this point."
        )
    if low < 0 or high > 1:
        raise refuse(
            f"probabilities lie in {low:.4g}..{high:.4g}; 0..1 is needed. "
            "Put logits through softmax or sigmoid first."
        )
    if sums:
        off = float(np.abs(probabilities.sum(axis=1, dtype=np.float64) - 1).max())
        if off > SUM_TOLERANCE:
            raise refuse(
                f"a row of probabilities is {off:.3g} away from the sum 1. Use softmax, or multilabel=True "
                "where each class stands alone."
            )


def check_indices(targets: np.ndarray, n: int, classes: int) -> None:
    """Integers (n,) in 0..classes-1."""
    if targets.shape != (n,):
        raise refuse(
            f"targets have the shape {targets.shape}; ({n},) is needed: one class index for each sample."
        )
    if not np.issubdtype(targets.dtype, np.integer):
        raise refuse(f"targets are {targets.dtype}; class indices (integers) are needed.")
    if n and (targets.min() < 0 or targets.max() >= classes):
        wrong = int(targets.min()) if targets.min() < 0 else int(targets.max())
        raise refuse(
            f"class index {wrong} among the targets; 0..{classes - 1} is needed for {classes} classes."
        )


def check_matrix(targets: np.ndarray, shape: tuple[int, ...]) -> None:
    """Zeros and ones of the shape (N, C)."""
    if targets.shape != shape:
        raise refuse(f"multi-label targets have the shape {targets.shape}; {shape} is needed.")
    if not ((targets == 0) | (targets == 1)).all():
        raise refuse("multi-label targets hold something else than 0 and 1.")
