"""HOTA: how well things are found, told apart over time, and placed, over all demands on the overlap.

Luiten et al. 2021, "HOTA: A Higher Order Metric for Evaluating Multi-Object Tracking", International Journal
of Computer Vision 129, sections 5.1 to 5.5 and 6. Of all ways to match a frame, that one counts whose pairs
belong together best over the whole sequence; for the weights of pairs there (formula 22) stands, as in the
authors' own program, the product of their overlap and of the share of their frames in which they overlap.
"""

from __future__ import annotations

import numpy as np

from huoyan.metrics.tracking.assignment import assigned
from huoyan.metrics.tracking.trajectories import Compared

# Least overlaps of a match; HOTA is the mean over them.
LEAST = np.arange(0.05, 0.99, 0.05)
_ROUNDING = float(np.finfo(np.float64).eps)


def hota_counts(compared: Compared) -> np.ndarray:
    """At each of LEAST: boxes right, missed, false, the sums of association and of overlap of those right,
    float64 (A, 5); and of association by what each true trajectory has, and by each found one: (A, 7).
    """
    matched, right, overlap = _matches(compared)
    true, found = compared.true[:, None], compared.found[None]
    sums = [(matched**2 / each).sum(axis=(1, 2)) for each in (true + found - matched, true, found)]
    missed, false = true.sum() - right, found.sum() - right
    return np.stack([right, missed, false, sums[0], overlap, sums[1], sums[2]], axis=1)


def _matches(compared: Compared) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """In how many frames each pair of trajectories is matched (A, T, F); their number and overlap (A,)."""
    belong = _belonging(compared)
    matched = np.zeros((len(LEAST), len(compared.true), len(compared.found)))
    right, overlap = np.zeros(len(LEAST)), np.zeros(len(LEAST))
    for moment in compared.moments:
        worth = belong[np.ix_(moment.true, moment.found)] * moment.overlap
        rows, columns = assigned(worth)
        share = moment.overlap[rows, columns]
        enough = share >= LEAST[:, None] - _ROUNDING
        matched[:, moment.true[rows], moment.found[columns]] += enough
        right += enough.sum(axis=1)
        overlap += enough @ share
    return matched, right, overlap


def _belonging(compared: Compared) -> np.ndarray:
    """The share of the frames of either trajectory in which a pair overlaps, 0..1, float64 (T, F).

    Where several overlap in a frame, each pair has a part of it.
    """
    together = np.zeros((len(compared.true), len(compared.found)))
    for moment in compared.moments:
        overlap = moment.overlap
        whole = overlap.sum(axis=0) + overlap.sum(axis=1)[:, None] - overlap
        part = np.divide(overlap, whole, out=np.zeros_like(overlap), where=whole > _ROUNDING)
        together[np.ix_(moment.true, moment.found)] += part
    return np.asarray(together / (compared.true[:, None] + compared.found[None] - together))


def hota_figures(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Of counts (..., A, 7), each the mean over LEAST: `hota`, `deta`, `assa`, `loca`, and how much of what
    is there is found and how much of what is found is there, of boxes and of trajectories.
    """
    right, missed, false, together, overlap, of_true, of_found = np.moveaxis(sums, -1, 0)
    some = np.maximum(right, 1)
    deta, assa = right / np.maximum(right + missed + false, 1), together / some
    each = {
        "hota": np.sqrt(deta * assa),
        "deta": deta,
        "assa": assa,
        "loca": np.where(right > 0, overlap / some, 1.0),
        "det_recall": right / np.maximum(right + missed, 1),
        "det_precision": right / np.maximum(right + false, 1),
        "ass_recall": of_true / some,
        "ass_precision": of_found / some,
    }
    return {name: values.mean(axis=-1) for name, values in each.items()}
