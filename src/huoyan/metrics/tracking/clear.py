"""CLEAR: things right, missed, false, and how often one is taken for another (MOTA, MOTP).

Bernardin and Stiefelhagen 2008, "Evaluating Multiple Object Tracking Performance: The CLEAR MOT Metrics",
EURASIP Journal on Image and Video Processing, section 2.1: what is matched stays matched as long as it
overlaps enough; the rest is matched so that the overlap is largest.
"""

from __future__ import annotations

import numpy as np

from huoyan.metrics.tracking.assignment import assigned
from huoyan.metrics.tracking.trajectories import Compared

LEAST = 0.5
# More than overlaps can sum to: no better fit breaks what is matched already.
_STAYS = 1000.0
_ROUNDING = float(np.finfo(np.float64).eps)


def clear_counts(compared: Compared) -> np.ndarray:
    """Right, missed, false, switched, and the overlap of those right, float64 (5,)."""
    right, switched, overlap = 0, 0, 0.0
    before = np.full(len(compared.true), -1)  # with whom each was matched in the moment before
    last = np.full(len(compared.true), -1)  # and whenever it was last matched
    for moment in compared.moments:
        near = moment.overlap >= LEAST - _ROUNDING
        stays = before[moment.true][:, None] == moment.found
        rows, columns = assigned((moment.overlap + _STAYS * stays) * near)
        things, tracks = moment.true[rows], moment.found[columns]
        right += len(rows)
        overlap += float(moment.overlap[rows, columns].sum())
        switched += int(np.count_nonzero((last[things] >= 0) & (last[things] != tracks)))
        before[:] = -1
        before[things] = last[things] = tracks
    missed, false = compared.true.sum() - right, compared.found.sum() - right
    return np.array([right, missed, false, switched, overlap], np.float64)


def clear_figures(sums: np.ndarray) -> dict[str, np.ndarray]:
    """`mota` and `motp` of counts (..., 5)."""
    right, missed, false, switched, overlap = np.moveaxis(sums, -1, 0)
    return {
        "mota": (right - false - switched) / np.maximum(right + missed, 1),
        "motp": overlap / np.maximum(right, 1),
    }
