"""How much made pictures of a class differ from each other, beside how much real ones do."""

from __future__ import annotations

import numpy as np

from huoyan.metrics.generated.rows import check_rows


def diversity(
    made: np.ndarray, real: np.ndarray, made_classes: np.ndarray, real_classes: np.ndarray
) -> float:
    """Mean squared distance of two made pictures of one class, as a share of that of two real ones.

    0: one picture a class is made again and again; 1: as diverse as real ones. Over the classes of which
    there are two on both sides, each as much as real ones have it; NaN where there is none, or real ones are
    all alike. made, real: features (N, D) and (M, D); classes int64 (N,) and (M,).
    """
    made, real = check_rows(made, real, least=1)
    total = among_real = 0.0
    for name in np.unique(real_classes):
        ours, theirs = made[made_classes == name], real[real_classes == name]
        if min(len(ours), len(theirs)) > 1:
            total += len(theirs) * _spread(ours)
            among_real += len(theirs) * _spread(theirs)
    return total / among_real if among_real > 0 else float("nan")


def _spread(rows: np.ndarray) -> float:
    """Mean squared distance of two different rows: twice the unbiased variance, summed over the columns."""
    return float(2 * rows.var(axis=0, ddof=1).sum())
