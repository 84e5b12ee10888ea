"""Which regions are taught as things, chosen on training pictures left out, and how sure is sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.images.proposals.regions import changes_to
from huoyan.learn.rcnn.box_ridge import LEAST_OVERLAP, fit_box_ridge
from huoyan.learn.rcnn.hard_negatives import fit_svm
from huoyan.learn.rcnn.options import MOST_IOU
from huoyan.learn.rcnn.region_rows import RegionRows
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.overlap import suppressed
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.probabilities import sigmoid
from huoyan.words import Message

PARTS = 3
SHOWN = 100  # things of a picture
PENALTIES = (10.0, 100.0, 1000.0)
# Where nothing can be left out: a value of the SVM's margin, 1, is fairly sure.
SLOPE, SHIFT = 2.0, 0.0
HALF = 0.5  # overlap of a region that is right


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """positive, penalty: of `fit_svm` and `fit_box_ridge`. slopes, shifts: float32 (C,), see `RegionModel`.
    precision: AP50 of regions as they are on pictures that were left out; NaN where none were.
    """

    positive: float
    penalty: float
    slopes: np.ndarray
    shifts: np.ndarray
    precision: float

    def told(self, pictures: int) -> Message:
        """Which regions are taught as things, and why these. pictures: of training."""
        what = "true_boxes" if self.positive == 1 else "regions"
        why = "usual" if np.isnan(self.precision) else "chosen"
        key = f"rcnn.teaches_{what}_{why}"
        return Message(key, positive=self.positive, share=self.precision, n=pictures)


def chosen(
    rows: RegionRows, units: np.ndarray, classes: int, strength: float, positives: Sequence[float]
) -> Chosen:
    """units: int64 (pictures,); pictures of one number are never on both sides of a division."""
    numbers = np.unique(units, return_inverse=True)[1]
    parts = numbers % min(PARTS, int(numbers.max()) + 1)
    if parts.max() == 0:
        usual = np.full(classes, SLOPE, np.float32), np.full(classes, SHIFT, np.float32)
        return Chosen(positives[-1], PENALTIES[1], *usual, float("nan"))
    part = parts[rows.pictures]
    tried = {each: left_out(rows, part, classes, strength, each) for each in positives}
    figures = {each: precision(rows, values, classes) for each, values in tried.items()}
    best = max(figures, key=lambda each: figures[each])
    slopes, shifts = sureness(rows, tried[best], classes)
    return Chosen(best, best_penalty(rows, part, classes), slopes, shifts, figures[best])


def left_out(
    rows: RegionRows, part: np.ndarray, classes: int, strength: float, positive: float
) -> np.ndarray:
    """Values (N, C) of all rows, of each by an SVM that learnt from the other parts; part: int64 (N,)."""
    values = np.empty((len(part), classes), np.float32)
    for at in range(int(part.max()) + 1):
        own = part == at
        head = fit_svm(rows.take(np.flatnonzero(~own)), classes, strength, positive)
        values[own] = head.decide(rows.features[own])[:, :classes]
    return values


def precision(rows: RegionRows, values: np.ndarray, classes: int) -> float:
    """AP50 of the regions themselves; the true boxes among the rows are what is to be found."""
    truths, true, scores = rows.truths, rows.truths.true, sigmoid(values.astype(np.float64))
    things = np.column_stack([rows.pictures, truths.labels, truths.nearest, np.zeros(len(true))])[true]
    found, number = [], np.arange(classes)
    for picture in range(int(rows.pictures.max()) + 1):
        own = np.flatnonzero((rows.pictures == picture) & ~truths.true)
        boxes, labels = np.repeat(rows.boxes[own], classes, axis=0), np.tile(number, len(own))
        sure = scores[own].ravel()
        kept = suppressed(boxes, sure, labels, MOST_IOU)[:SHOWN]
        found.append((labels[kept], boxes[kept], sure[kept]))
    table = coco_table(FoundThings.of(found), TrueThings.of(len(found), things), classes)
    return float(np.nan_to_num(table.figure("ap50")))


def sureness(rows: RegionRows, values: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Slopes and shifts (C,) that make values of unseen regions the chance that these are right (Platt)."""
    from sklearn.linear_model import LogisticRegression

    slopes, shifts = np.full(classes, SLOPE, np.float32), np.full(classes, SHIFT, np.float32)
    seen = ~rows.truths.true & ~rows.truths.crowded
    for label in range(classes):
        right = (rows.truths.labels == label) & (rows.truths.overlap >= HALF)
        if len(np.unique(right[seen])) == 2:
            fitted = LogisticRegression().fit(values[seen, label : label + 1], right[seen])
            if fitted.coef_[0, 0] > 0:
                slopes[label], shifts[label] = fitted.coef_[0, 0], fitted.intercept_[0]
    return slopes, shifts


def best_penalty(rows: RegionRows, part: np.ndarray, classes: int) -> float:
    """By how far off the boxes of regions of the left out pictures are told."""
    near = rows.truths.overlap >= LEAST_OVERLAP
    wrong = dict.fromkeys(PENALTIES, 0.0)
    for at in range(int(part.max()) + 1):
        own = np.flatnonzero((part == at) & near & ~rows.truths.true)
        others = rows.take(np.flatnonzero((part != at) & near))
        wanted = changes_to(rows.boxes[own], rows.truths.nearest[own])
        for penalty in PENALTIES:
            told = fit_box_ridge(others, classes, penalty).changes(rows.features[own])
            told = told[np.arange(len(own)), rows.truths.labels[own]]
            wrong[penalty] += float(np.square(told - wanted).sum())
    return min(PENALTIES, key=lambda penalty: wrong[penalty])
