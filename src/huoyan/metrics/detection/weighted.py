"""COCO's figures where a picture counts more than once, or not at all: what resampling pictures needs."""

from __future__ import annotations

import numpy as np

from huoyan.metrics.detection.figures import RECALLS, Table
from huoyan.metrics.detection.matching import IOUS, Matches

REACHED = np.linspace(0, 1, 101)


def weighted_table(matches: Matches, weights: np.ndarray, unmet: np.ndarray | None = None) -> Table:
    """weights: (D, pictures), how often each counts. unmet: (V, D, S, K), true things of each size and class
    beside those that are there, which nobody finds; None: none. The table has the axes V, D in front.
    """
    draws, labels, sizes = len(weights), matches.labels, len(matches.wanted)
    unmet = np.zeros((1, draws, sizes, labels)) if unmet is None else unmet
    precision = np.full((len(unmet), draws, sizes, len(IOUS), labels), np.nan)
    recall = np.full((len(unmet), draws, len(RECALLS), len(IOUS), labels), np.nan)
    for label in np.unique(matches.true.classes):
        of_class = matches.true.classes == label
        rows = matches.of_class(int(label))
        each = weights[:, matches.found.pictures[rows]]
        for s in range(sizes):
            there = weights[:, matches.true.pictures[of_class & matches.wanted[s]]].sum(axis=1)
            there = np.where(there > 0, there + unmet[:, :, s, label], 0)
            hits, counted = matches.hits[s, :, rows], matches.counted[s, :, rows]
            precision[:, :, s, :, label] = _of_overlaps(each, hits, counted, there)
            for at, (_, most) in ((at, of) for at, of in enumerate(RECALLS) if of[0] == s):
                first = hits & (matches.rank[rows] < most)
                recall[:, :, at, :, label] = _shares(each @ first.T.astype(float), there[..., None])
    return Table(precision, recall)


def _of_overlaps(each: np.ndarray, hits: np.ndarray, counted: np.ndarray, there: np.ndarray) -> np.ndarray:
    """(V, D, T), from weights (D, n), what hits and counts (T, n), and true things (V, D)."""
    found = np.empty((*there.shape, len(hits)))
    sums: dict[bytes, np.ndarray] = {}
    for t in range(len(hits)):
        if (key := counted[t].tobytes()) not in sums:
            sums[key] = np.cumsum(each * counted[t], axis=1)
        at = np.flatnonzero(hits[t])
        found[..., t] = average_precision(np.cumsum(each[:, at], axis=1), sums[key][:, at], there)
    return found


def average_precision(right: np.ndarray, said: np.ndarray, there: np.ndarray) -> np.ndarray:
    """COCO's mean of the precision at 101 recalls, (..., D); NaN where there is no true thing.

    right, said: (D, J), at each hit, the surest first: of how many found things it is the last, those that
    are hits and all. there: (..., D), true things.
    """
    best = np.maximum.accumulate(_shares(right, said, 0.0)[:, ::-1], axis=1)[:, ::-1]
    reached = np.searchsorted(REACHED, _shares(right, there[..., None], 0.0), "right")
    steps = np.diff(reached, axis=-1, prepend=0)
    return np.where(there > 0, (best * steps).sum(axis=-1) / len(REACHED), np.nan)


def _shares(parts: np.ndarray, wholes: np.ndarray, of_nothing: float = np.nan) -> np.ndarray:
    out = np.full(np.broadcast_shapes(parts.shape, wholes.shape), of_nothing)
    return np.asarray(np.divide(parts, wholes, out=out, where=wholes > 0))
