"""Figures of confidence: log loss, Brier score, calibration error and the bins of a reliability diagram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import check_indices, check_matrix, check_probabilities, refuse
from huoyan.words import Message

BINS = 15


@dataclass(frozen=True, slots=True)
class Reliability:
    """Equal-width bins (low, high] of confidence; the first one holds 0 too. Arrays (bins,).

    `confidence` is the mean of the bin and `accuracy` the share that was right: NaN where `count` is 0.
    """

    low: np.ndarray
    high: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray

    @property
    def expected_error(self) -> float:
        """Mean distance of confidence and accuracy, weighted by the counts."""
        filled = self.count > 0
        distance = np.abs(self.confidence[filled] - self.accuracy[filled])
        return float(np.sum(self.count[filled] * distance) / self.count.sum())


def log_losses(probabilities: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Minus the natural logarithm of the probability of the truth, (N,).

    Multi-label (targets (N, C)): the mean over the classes' yes/no answers. A probability is taken no
    smaller than its type can tell from 0 beside 1 (float32: 1.2e-7), so that no loss is infinite.
    """
    eps = np.finfo(probabilities.dtype).eps
    if targets.ndim == 2:
        check_probabilities(probabilities)
        check_matrix(targets, probabilities.shape)
        p = probabilities.astype(np.float64)
        truth = np.where(targets > 0, p, 1 - p)
        return np.asarray(-np.log(np.clip(truth, eps, 1)).mean(axis=1))
    check_probabilities(probabilities, sums=True)
    check_indices(targets, *probabilities.shape)
    truth = probabilities[np.arange(len(targets)), targets].astype(np.float64)
    return np.asarray(-np.log(np.clip(truth, eps, 1)))


def log_loss(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Mean of `log_losses`."""
    return float(log_losses(probabilities, targets).mean())


def brier_scores(probabilities: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Squared errors summed over the classes, (N,) in 0..2 (Brier 1950, eq. 2).

    For two classes this is twice the figure that looks at the positive class only.
    """
    check_probabilities(probabilities, sums=True)
    check_indices(targets, *probabilities.shape)
    truth = probabilities[np.arange(len(targets)), targets].astype(np.float64)
    # sum (p - y)^2 = sum p^2 - 2 p_true + 1, without a float64 copy of a large (N, C)
    squares = np.einsum("nc,nc->n", probabilities, probabilities, dtype=np.float64)
    return np.asarray(squares - 2 * truth + 1)


def brier(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Mean of `brier_scores`."""
    return float(brier_scores(probabilities, targets).mean())


def bin_of(confidence: np.ndarray, bins: int = BINS) -> np.ndarray:
    """Index of the bin of each confidence 0..1, int (N,)."""
    edges = np.linspace(0, 1, bins + 1)
    found = np.searchsorted(edges, np.asarray(confidence, dtype=np.float64), side="left") - 1
    return np.asarray(np.clip(found, 0, bins - 1))


def reliability(confidence: np.ndarray, correct: np.ndarray, bins: int = BINS) -> Reliability:
    """Bins of confidences (N,) in 0..1 with what was right, 0/1 (N,) (Guo et al. 2017, section 2)."""
    if bins < 1:
        raise refuse(Message("metric.bins", bins=bins))
    if confidence.ndim != 1 or confidence.shape != correct.shape:
        raise refuse(Message("metric.confidence", confidence=confidence.shape, correct=correct.shape))
    check_probabilities(confidence[:, None])
    edges = np.linspace(0, 1, bins + 1)
    index = bin_of(confidence, bins)
    count = np.bincount(index, minlength=bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 of an empty bin is the NaN that is promised
        mean = np.bincount(index, confidence, minlength=bins) / count
        right = np.bincount(index, correct, minlength=bins) / count
    return Reliability(edges[:-1], edges[1:], count, mean, right)


def top_label(probabilities: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Confidence of the first class and whether it is right, (N,) each."""
    check_probabilities(probabilities, sums=True)
    check_indices(targets, *probabilities.shape)
    confidence = np.minimum(probabilities.max(axis=1).astype(np.float64), 1)
    return confidence, probabilities.argmax(axis=1) == targets


def expected_calibration_error(probabilities: np.ndarray, targets: np.ndarray, bins: int = BINS) -> float:
    """ECE of the top label, 0..1 (Naeini et al. 2015; Guo et al. 2017, eq. 3)."""
    return reliability(*top_label(probabilities, targets), bins).expected_error
