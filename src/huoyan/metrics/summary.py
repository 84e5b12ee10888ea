"""All figures of one evaluation, each with its 95 % interval: what metrics.json and the report show.

accuracy, top-5, exact match and the recall of a class are proportions: Wilson. ROC AUC and average precision:
logit interval of their standard error. The rest: percentile bootstrap (ece: reverse percentile) with 1,000
resamples, fewer for large data; `Summary.resamples` says how many. A figure that is not defined, such as the
ROC AUC where all samples are of one class, is absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.metrics import calibration, classification
from huoyan.metrics.checks import check_indices, check_matrix, check_probabilities, refuse
from huoyan.metrics.classification import Scores, scores_from_counts
from huoyan.metrics.intervals import (
    bootstrap,
    effective_n,
    percentile,
    resamples_for,
    reverse_percentile,
    wilson,
)
from huoyan.metrics.ranking import ranking_estimates
from huoyan.results import Estimate

TOP = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of `n` samples. `confusion` is int (C, C), rows = truth; None for multi-label."""

    n: int
    metrics: dict[str, Estimate]
    per_class: dict[str, dict[str, float | int]]
    confusion: np.ndarray | None
    resamples: int

    def to_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "metrics": {name: estimate.to_json() for name, estimate in self.metrics.items()},
            "per_class": {name: dict(values) for name, values in self.per_class.items()},
            "confusion": None if self.confusion is None else self.confusion.tolist(),
        }


def summarise(
    probabilities: np.ndarray,
    targets: np.ndarray,
    classes: Sequence[str],
    *,
    multilabel: bool = False,
    thresholds: Sequence[float] | None = None,
    seed: int = 0,
) -> Summary:
    """Scores probabilities (N, C) against class indices (N,), or 0/1 (N, C) for multi-label.

    `thresholds` (C,) choose the classes of multi-label answers, 0.5 each by default. UsageError where
    the arrays do not fit, hold NaN or are empty.
    """
    probabilities, targets = np.asarray(probabilities), np.asarray(targets)
    check_probabilities(probabilities, sums=not multilabel)
    n, count = probabilities.shape
    if len(classes) != count or len(set(classes)) != count:
        raise refuse(f"{len(classes)} class names for {count} columns; one different name each is needed.")
    if multilabel:
        check_matrix(targets, probabilities.shape)
        limits = np.full(count, 0.5) if thresholds is None else np.asarray(thresholds, dtype=np.float64)
        if limits.shape != (count,):
            raise refuse(f"{limits.size} thresholds for {count} classes; one each is needed.")
        return _multilabel(probabilities, targets.astype(bool), tuple(classes), limits, seed)
    check_indices(targets, n, count)
    return _multiclass(probabilities, targets, tuple(classes), seed)


def _multiclass(
    probabilities: np.ndarray, targets: np.ndarray, classes: tuple[str, ...], seed: int
) -> Summary:
    n, resamples = len(targets), resamples_for(len(targets))
    predicted = probabilities.argmax(axis=1)
    confusion = classification.confusion_matrix(predicted, targets, len(classes))
    scores = classification.precision_recall_f1(confusion)
    metrics = {"accuracy": wilson(int(np.trace(confusion)), n)}
    if len(classes) > TOP:
        metrics[f"top_{TOP}"] = wilson(int((classification.ranks(probabilities, targets) < TOP).sum()), n)
    metrics |= _class_means(scores, _resampled_scores(confusion, resamples, seed), n)
    metrics |= _ranking(probabilities, targets, "average_precision")
    metrics |= _confidence(probabilities, targets, resamples, seed)
    return Summary(n, metrics, _per_class(classes, np.diagonal(confusion), scores), confusion, resamples)


def _multilabel(
    probabilities: np.ndarray, truth: np.ndarray, classes: tuple[str, ...], limits: np.ndarray, seed: int
) -> Summary:
    n, resamples = len(truth), resamples_for(len(truth), -(-len(classes) // 10))
    chosen = probabilities >= limits
    parts = [chosen & truth, chosen, truth]
    hits, found, support = (part.sum(axis=0) for part in parts)
    scores = scores_from_counts(hits, found, support)
    right, losses = (chosen == truth).mean(axis=1), calibration.log_losses(probabilities, truth)
    table = np.concatenate([*parts, right[:, None], losses[:, None]], axis=1, dtype=np.float32)
    sums = bootstrap(lambda counts: counts @ table, n, resamples=resamples, seed=seed)
    again = np.split(sums[:, :-2], 3, axis=1)
    metrics = {"exact_match": wilson(int((chosen == truth).all(axis=1).sum()), n)}
    if support.any():
        macro = scores_from_counts(*again)
        trials = effective_n(support[support > 0])
        metrics["macro_f1"] = percentile(float(scores.macro(scores.f1)), macro.macro(macro.f1), n, trials)
        micro = float(classification.micro_f1(hits, found, support))
        metrics["micro_f1"] = percentile(micro, classification.micro_f1(*again), n)
    metrics |= _ranking(probabilities, truth, "mean_average_precision")
    metrics["hamming_accuracy"] = percentile(float(right.mean()), sums[:, -2] / n, n)
    metrics["log_loss"] = percentile(float(losses.mean()), sums[:, -1] / n, n)
    return Summary(n, metrics, _per_class(classes, hits, scores), None, resamples)


def _class_means(scores: Scores, again: Scores, n: int) -> dict[str, Estimate]:
    """Means over classes; `again` are the scores of each resample."""
    trials = effective_n(scores.support[scores.support > 0])
    means = {
        "balanced_accuracy": percentile(
            float(scores.macro(scores.recall)), again.macro(again.recall), n, trials
        ),
        "macro_precision": percentile(
            float(scores.macro(scores.precision)), again.macro(again.precision), n, trials
        ),
        "macro_f1": percentile(float(scores.macro(scores.f1)), again.macro(again.f1), n, trials),
        "weighted_f1": percentile(float(scores.weighted(scores.f1)), again.weighted(again.f1), n),
    }
    # The same figure under the name that other tools print beside macro precision and F1.
    means["macro_recall"] = means["balanced_accuracy"]
    return means


def _resampled_scores(confusion: np.ndarray, resamples: int, seed: int) -> Scores:
    """Scores (resamples, C): drawing samples is drawing cells of the confusion matrix, and far cheaper."""
    rows, columns = np.nonzero(confusion)
    shares = confusion[rows, columns] / confusion.sum()
    cells = np.random.default_rng(seed).multinomial(int(confusion.sum()), shares, size=resamples)
    classes = len(confusion)
    on = rows == columns
    return scores_from_counts(
        _sum_by(cells[:, on], rows[on], classes),
        _sum_by(cells, columns, classes),
        _sum_by(cells, rows, classes),
    )


def _sum_by(values: np.ndarray, keys: np.ndarray, size: int) -> np.ndarray:
    """Sums the columns of values (R, K) that share a key 0..size-1, as (R, size)."""
    sums = np.zeros((len(values), size), dtype=values.dtype)
    if len(keys):
        order = np.argsort(keys, kind="stable")
        present, starts = np.unique(keys[order], return_index=True)
        sums[:, present] = np.add.reduceat(values[:, order], starts, axis=1)
    return sums


def _confidence(
    probabilities: np.ndarray, targets: np.ndarray, resamples: int, seed: int
) -> dict[str, Estimate]:
    """Log loss, Brier score and calibration error from one set of resamples."""
    n = len(targets)
    losses, squares = (
        calibration.log_losses(probabilities, targets),
        calibration.brier_scores(probabilities, targets),
    )
    confidence, correct = calibration.top_label(probabilities, targets)
    bins = np.zeros((n, calibration.BINS))
    bins[np.arange(n), calibration.bin_of(confidence)] = correct - confidence
    table = np.concatenate([losses[:, None], squares[:, None], bins], axis=1).astype(np.float32)
    means = bootstrap(lambda counts: counts @ table, n, resamples=resamples, seed=seed) / n
    gaps = means[:, 2:]  # share of the bin times what its accuracy exceeds its confidence by
    error = float(_distance(bins.mean(axis=0)))
    return {
        "log_loss": percentile(float(losses.mean()), means[:, 0], n),
        "brier": percentile(float(squares.mean()), means[:, 1], n),
        "ece": reverse_percentile(error, _distance(gaps), _distance(gaps - bins.mean(axis=0)), n),
    }


def _distance(gaps: np.ndarray) -> np.ndarray:
    """Calibration error (...,) of the signed gaps (..., bins)."""
    return np.asarray(np.abs(gaps).sum(axis=-1))


def _ranking(probabilities: np.ndarray, targets: np.ndarray, name: str) -> dict[str, Estimate]:
    estimates = ranking_estimates(probabilities, targets)
    return {} if estimates is None else {"roc_auc": estimates[0], name: estimates[1]}


def _per_class(
    classes: tuple[str, ...], hits: np.ndarray, scores: Scores
) -> dict[str, dict[str, float | int]]:
    """Precision, recall, F1, support and the interval of the recall: 0..1 where there is no sample."""
    table: dict[str, dict[str, float | int]] = {}
    for c, name in enumerate(classes):
        support = int(scores.support[c])
        recall = wilson(int(hits[c]), support) if support else Estimate(0.0, 0.0, 1.0, 0)
        table[name] = {
            "precision": float(scores.precision[c]),
            "recall": recall.value,
            "f1": float(scores.f1[c]),
            "support": support,
            "recall_low": recall.low,
            "recall_high": recall.high,
        }
    return table
