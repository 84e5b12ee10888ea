"""What a metric accepts: probabilities and targets that fit each other, or an error that says why not."""

from __future__ import annotations

import numpy as np

from huoyan.errors import UsageError
from huoyan.words import Message

CODE = "usage.metrics"
# Probabilities that went through bfloat16 or a text file still sum to 1 within this.
SUM_TOLERANCE = 1e-2


def refuse(message: Message) -> UsageError:
    return UsageError(message, code=CODE)


def check_probabilities(probabilities: np.ndarray, *, sums: bool = False) -> None:
    """Floats (N, C) in 0..1 with N, C >= 1; `sums`: every row is a distribution."""
    if probabilities.ndim != 2:
        raise refuse(Message("metric.shape", shape=probabilities.shape))
    if probabilities.shape[0] == 0:
        raise refuse(Message("metric.no_samples"))
    if probabilities.shape[1] == 0:
        raise refuse(Message("metric.no_column"))
    low, high = float(probabilities.min()), float(probabilities.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise refuse(Message("metric.nan"))
    if low < 0 or high > 1:
        raise refuse(Message("metric.range", low=low, high=high))
    if sums:
        off = float(np.abs(probabilities.sum(axis=1, dtype=np.float64) - 1).max())
        if off > SUM_TOLERANCE:
            raise refuse(Message("metric.sum", off=off))


def check_indices(targets: np.ndarray, n: int, classes: int) -> None:
    """Integers (n,) in 0..classes-1."""
    if targets.shape != (n,):
        raise refuse(Message("metric.targets_shape", shape=targets.shape, n=n))
    if not np.issubdtype(targets.dtype, np.integer):
        raise refuse(Message("metric.targets_type", dtype=str(targets.dtype)))
    if n and (targets.min() < 0 or targets.max() >= classes):
        wrong = int(targets.min()) if targets.min() < 0 else int(targets.max())
        raise refuse(Message("metric.targets_range", wrong=wrong, last=classes - 1, classes=classes))


def check_matrix(targets: np.ndarray, shape: tuple[int, ...]) -> None:
    """Zeros and ones of the shape (N, C)."""
    if targets.shape != shape:
        raise refuse(Message("metric.matrix_shape", found=targets.shape, shape=shape))
    if not ((targets == 0) | (targets == 1)).all():
        raise refuse(Message("metric.matrix_values"))
