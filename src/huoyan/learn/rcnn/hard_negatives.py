"""A linear SVM for each class, taught with the background that it finds hardest."""

from __future__ import annotations

import numpy as np

from huoyan.learn.heads import HEADS
from huoyan.learn.heads.base import Head, Lesson
from huoyan.learn.rcnn.region_rows import RegionRows

# A region is background where it covers no more than this of anything (the paper's value).
MOST_OVERLAP = 0.3
# Background rows to begin with; rounds in which those that are hard are added and all are fitted anew.
FIRST, ROUNDS = 1500, 3
# A row of background costs nothing once every class says less.
SAFE = -1.0


def fit_svm(rows: RegionRows, classes: int, strength: float, positive: float) -> Head:
    """Values (N, classes + 1), of which the last is the background's.

    positive: regions that overlap a thing by so much are taught as it, beside the true boxes. strength: the
    SVM's C. What lies between thing and background is not taught.
    """
    truths = rows.truths
    things = np.flatnonzero((truths.true | (truths.overlap >= positive)) & ~truths.crowded)
    nothing = np.flatnonzero((truths.overlap < MOST_OVERLAP) & ~truths.crowded & ~truths.true)
    taught = nothing[np.unique(np.linspace(0, len(nothing) - 1, min(FIRST, len(nothing))).astype(int))]
    head = _fitted(rows, things, taught, classes, strength)
    for _ in range(ROUNDS):
        left = np.setdiff1d(nothing, taught)
        hard = left[head.decide(rows.features[left])[:, :classes].max(axis=1, initial=SAFE) > SAFE]
        if not len(hard):
            break
        taught = np.concatenate([taught, hard])
        head = _fitted(rows, things, taught, classes, strength)
    return head


def _fitted(rows: RegionRows, things: np.ndarray, nothing: np.ndarray, classes: int, strength: float) -> Head:
    """Things and background weigh the same in all."""
    at = np.concatenate([things, nothing])
    targets = np.concatenate([rows.truths.labels[things], np.full(len(nothing), classes)])
    weights = np.ones(len(at))
    lesson = Lesson(rows.features[at], targets, classes + 1, weights, rows.pictures[at])
    return HEADS["svm"].fit(lesson, {"kernel": "linear", "C": strength})
