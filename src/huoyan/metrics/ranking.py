"""Figures of ordering: ROC and precision-recall curves, the areas under them, and their standard errors.

Scores are cut at each distinct value, so ties never depend on the order of the samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import refuse
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Cuts:
    """Samples at or above each distinct score, highest first: K cuts of N samples of one class.

    `positives`, `negatives` are cumulative counts (K,), `scores` (K,) descending, `group` (N,) the cut
    of each sample.
    """

    scores: np.ndarray
    positives: np.ndarray
    negatives: np.ndarray
    group: np.ndarray


def cuts(scores: np.ndarray, positive: np.ndarray) -> Cuts:
    """Sorts scores (N,) with their 0/1 truth (N,)."""
    if scores.ndim != 1 or scores.shape != positive.shape or len(scores) == 0:
        raise refuse(Message("metric.scores", scores=scores.shape, truth=positive.shape))
    if np.isnan(scores).any():
        raise refuse(Message("metric.scores_nan"))
    descending = -np.asarray(scores)
    order = np.argsort(descending)  # not stable: ties end in one cut anyhow
    ordered, truth = descending[order], positive[order].astype(bool)
    starts = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    ends = np.append(np.flatnonzero(starts)[1:] - 1, len(scores) - 1)
    hits = np.cumsum(truth)[ends]
    group = np.empty(len(scores), dtype=np.int64)
    group[order] = np.cumsum(starts) - 1
    return Cuts(-ordered[ends], hits, ends + 1 - hits, group)


def roc_curve(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """False and true positive rate and threshold, (K + 1,) each, from (0, 0) at infinity to (1, 1).

    Needs both positives and negatives.
    """
    found = cuts(scores, positive)
    p, n = found.positives[-1], found.negatives[-1]
    if p == 0 or n == 0:
        raise refuse(Message("metric.roc", p=int(p), n=int(n)))
    return (
        np.concatenate([[0.0], found.negatives / n]),
        np.concatenate([[0.0], found.positives / p]),
        np.concatenate([[np.inf], found.scores]),
    )


def pr_curve(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and threshold, (K + 1,) each, from precision 1 at recall 0 (infinity) downwards."""
    found = cuts(scores, positive)
    if found.positives[-1] == 0:
        raise refuse(Message("metric.precision_recall"))
    return (
        np.concatenate([[1.0], found.positives / (found.positives + found.negatives)]),
        np.concatenate([[0.0], found.positives / found.positives[-1]]),
        np.concatenate([[np.inf], found.scores]),
    )


def roc_auc(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Area under the ROC curve (ties count half), one class against the rest, mean over classes.

    Two classes: that of the second (positive) one. Classes without positives or negatives have none
    and are left out; NaN where no class has one. Targets are indices (N,) or 0/1 (N, C).
    """
    areas = [roc_area(cuts(s, t))[0] for s, t in columns(probabilities, targets) if _has_both(t)]
    return float(np.mean(areas)) if areas else float("nan")


def average_precision(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Sum of precision times gain in recall over the cuts, mean over the classes that have positives.

    Not interpolated. Two classes: that of the second (positive) one. NaN where no class has positives.
    """
    areas = [precision_area(cuts(s, t))[0] for s, t in columns(probabilities, targets) if t.any()]
    return float(np.mean(areas)) if areas else float("nan")


def columns(probabilities: np.ndarray, targets: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Scores and truth, bool (N,), of each class to be looked at."""
    if probabilities.ndim != 2 or len(probabilities) != len(targets) or len(targets) == 0:
        raise refuse(Message("metric.columns", probabilities=probabilities.shape, targets=targets.shape))
    classes = range(probabilities.shape[1])
    if targets.ndim == 2:
        return [(probabilities[:, c], targets[:, c] > 0) for c in classes]
    if len(classes) == 2:
        classes = range(1, 2)
    return [(probabilities[:, c], targets == c) for c in classes]


def precision_excess(found: Cuts) -> float:
    """By how much average precision is too high: each positive counts itself among those that stand above.

    The mean, over positives, of the precision at its cut less that of the others there.
    """
    everything = found.positives + found.negatives
    own = found.negatives / everything / np.maximum(everything - 1, 1)
    return float(np.sum(np.diff(found.positives, prepend=0) * own) / found.positives[-1])


def _has_both(truth: np.ndarray) -> bool:
    return bool(truth.any() and not truth.all())


def roc_area(found: Cuts, truth: np.ndarray | None = None) -> tuple[float, np.ndarray]:
    """Area and, given the truth (N,), its derivative by the weight of each sample."""
    p, n = found.positives[-1], found.negatives[-1]
    above = (found.positives + np.concatenate([[0], found.positives[:-1]])) / (2 * p)
    below = 1 - (found.negatives + np.concatenate([[0], found.negatives[:-1]])) / (2 * n)
    area = float(np.sum(np.diff(found.positives, prepend=0) * below) / p)
    if truth is None:
        return area, np.empty(0)
    influence = np.where(truth, (below[found.group] - area) / p, (above[found.group] - area) / n)
    return area, influence


def precision_area(found: Cuts, truth: np.ndarray | None = None) -> tuple[float, np.ndarray]:
    """Average precision and, given the truth (N,), its derivative by the weight of each sample."""
    p = found.positives[-1]
    everything = found.positives + found.negatives
    precision = found.positives / everything
    gained = np.diff(found.positives, prepend=0)
    area = float(np.sum(gained * precision) / p)
    if truth is None:
        return area, np.empty(0)
    # A sample stands in the denominator of every cut at or below its score, a positive in the numerator too.
    numerator = np.cumsum((gained / everything)[::-1])[::-1]
    denominator = np.cumsum((gained * precision / everything)[::-1])[::-1]
    own = np.where(truth, (precision - area + numerator)[found.group], 0)
    return area, (own - denominator[found.group]) / p
