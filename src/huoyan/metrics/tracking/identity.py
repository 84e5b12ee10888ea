"""IDF1: each true trajectory has one found one, and what of both overlaps counts.

Ristani et al. 2016, "Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking", section 3:
the pairs that leave fewest boxes over are those that share most frames.
"""

from __future__ import annotations

import numpy as np

from huoyan.metrics.tracking.assignment import assigned
from huoyan.metrics.tracking.trajectories import Compared

LEAST = 0.5


def identity_counts(compared: Compared) -> np.ndarray:
    """Boxes right, missed and false under the best pairs of trajectories, float64 (3,)."""
    together = np.zeros((len(compared.true), len(compared.found)))
    for moment in compared.moments:
        together[np.ix_(moment.true, moment.found)] += moment.overlap >= LEAST
    rows, columns = assigned(together)
    right = together[rows, columns].sum()
    return np.array([right, compared.true.sum() - right, compared.found.sum() - right])


def identity_figures(sums: np.ndarray) -> dict[str, np.ndarray]:
    """`idf1`, `id_precision` and `id_recall` of counts (..., 3)."""
    right, missed, false = np.moveaxis(sums, -1, 0)
    return {
        "idf1": right / np.maximum(right + (missed + false) / 2, 1),
        "id_precision": right / np.maximum(right + false, 1),
        "id_recall": right / np.maximum(right + missed, 1),
    }
