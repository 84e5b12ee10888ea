"""Figures of chosen classes: accuracy, confusion, precision, recall, F1.

A class without samples among the targets has no recall. It counts in no mean over classes here
(macro, balanced accuracy), where scikit-learn would warn; its own line says 0 with a support of 0.
A class that is never predicted has a precision of 0, as there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import check_indices, check_probabilities, refuse
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 (..., C) in 0..1, and support: samples of the class among the targets.

    The means over classes lose the last axis; leading axes are kept. They are NaN
    where no class has any sample.
    """

    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray

    def macro(self, values: np.ndarray) -> np.ndarray:
        """The plain mean over the classes that have samples."""
        present = self.support > 0
        return _divide(np.where(present, values, 0).sum(axis=-1), present.sum(axis=-1), np.nan)

    def weighted(self, values: np.ndarray) -> np.ndarray:
        """The mean over classes, weighted by their support."""
        return _divide((values * self.support).sum(axis=-1), self.support.sum(axis=-1), np.nan)


def accuracy(predicted: np.ndarray, targets: np.ndarray) -> float:
    """Share of equal class indices; predicted and targets are integers (N,)."""
    _check_pair(predicted, targets)
    return float(np.mean(predicted == targets))


def ranks_of_truth(probabilities: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Place of the true class, 0 = first, int (N,); of equal probabilities the lower index goes first."""
    check_probabilities(probabilities)
    check_indices(targets, *probabilities.shape)
    true = np.take_along_axis(probabilities, targets[:, None], axis=1)
    before = np.arange(probabilities.shape[1]) < targets[:, None]
    return np.asarray(np.sum((probabilities > true) | ((probabilities == true) & before), axis=1))


def top_k(probabilities: np.ndarray, targets: np.ndarray, k: int) -> float:
    """Share of samples whose class is among the k most probable ones."""
    if k < 1:
        raise refuse(Message("metric.top_k", k=k))
    return float(np.mean(ranks_of_truth(probabilities, targets) < k))


def confusion_matrix(predicted: np.ndarray, targets: np.ndarray, classes: int) -> np.ndarray:
    """Counts int64 (C, C): row = true class, column = predicted class."""
    _check_pair(predicted, targets)
    check_indices(targets, len(targets), classes)
    check_indices(predicted, len(targets), classes)
    cells = np.bincount(targets.astype(np.int64) * classes + predicted, minlength=classes * classes)
    return np.asarray(cells.reshape(classes, classes))


def scores_from_counts(hits: np.ndarray, predicted: np.ndarray, support: np.ndarray) -> Scores:
    """From how often each class was right, was predicted and was true, each (..., C)."""
    return Scores(
        precision=_divide(hits, predicted, 0.0),
        recall=_divide(hits, support, 0.0),
        f1=_divide(2 * hits, predicted + support, 0.0),
        support=support,
    )


def precision_recall_f1(confusion: np.ndarray) -> Scores:
    """Per class, from a confusion matrix (..., C, C)."""
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    return scores_from_counts(hits, confusion.sum(axis=-2), confusion.sum(axis=-1))


def multilabel_scores(predicted: np.ndarray, targets: np.ndarray) -> Scores:
    """Per class, from 0/1 matrices (N, C) of one shape."""
    if predicted.shape != targets.shape or predicted.ndim != 2 or len(predicted) == 0:
        raise refuse(Message("metric.matrices", predicted=predicted.shape, targets=targets.shape))
    chosen, true = predicted.astype(bool), targets.astype(bool)
    return scores_from_counts((chosen & true).sum(axis=0), chosen.sum(axis=0), true.sum(axis=0))


def micro_f1(hits: np.ndarray, predicted: np.ndarray, support: np.ndarray) -> np.ndarray:
    """F1 of all decisions thrown together, from counts (..., C); 0 where nothing is true or predicted."""
    total = predicted.sum(axis=-1) + support.sum(axis=-1)
    return _divide(2 * hits.sum(axis=-1), total, 0.0)


def _divide(above: np.ndarray, below: np.ndarray, otherwise: float) -> np.ndarray:
    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, otherwise), where=below > 0))


def _check_pair(predicted: np.ndarray, targets: np.ndarray) -> None:
    if predicted.ndim != 1 or predicted.shape != targets.shape or len(targets) == 0:
        raise refuse(Message("metric.pair", predicted=predicted.shape, targets=targets.shape))
