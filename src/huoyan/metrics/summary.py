"""All figures of one evaluation, each with its 95 % interval: what metrics.json and the report show.

Which interval, and where it holds, is in docs/benchmarks.md ("Intervals"). Shares of right answers and their
means over classes: a score interval, Wilson's for one share. Areas under curves: the same with the trials
that their variance is worth. Log loss and Brier score: an added wrong and right answer. Calibration error:
drawn again. Samples of one group (a patient, a camera) count as what they are worth together. A figure that
is not defined, or whose interval would not hold, is in `left_out`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from huoyan.metrics import areas, calibration, classification, decisions
from huoyan.metrics.checks import check_indices, check_matrix, check_probabilities, refuse
from huoyan.metrics.class_rows import TOP, ClassRows
from huoyan.metrics.classification import Scores
from huoyan.metrics.intervals import calibration_error, losses
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.losses import Losses
from huoyan.metrics.minimum_counts import (
    LEAST_FOR_ECE,
    LEAST_FOR_LOSS,
    LEAST_FOR_PRECISION,
    LEAST_FOR_ROC,
    MOST_KEPT,
    Lack,
    of_samples,
    of_sides,
)
from huoyan.results import Estimate
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of `n` samples. `confusion` is int (C, C), rows = truth; None for multi-label.

    `groups`: of how many groups the samples are, None where no sample names one. `left_out`: the figures that
    are not among `metrics`, and why.
    """

    n: int
    metrics: dict[str, Estimate]
    per_class: dict[str, dict[str, float | int]]
    confusion: np.ndarray | None
    groups: int | None = None
    left_out: dict[str, Lack] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """All but the confusions, which are many."""
        return {
            "n": self.n,
            **({} if self.groups is None else {"groups": self.groups}),
            "metrics": {name: estimate.to_json() for name, estimate in self.metrics.items()},
            **(
                {"left_out": {name: str(lack) for name, lack in self.left_out.items()}}
                if self.left_out
                else {}
            ),
            "per_class": {name: dict(values) for name, values in self.per_class.items()},
        }


def summarise(
    probabilities: np.ndarray,
    targets: np.ndarray,
    classes: Sequence[str],
    *,
    multilabel: bool = False,
    thresholds: Sequence[float] | np.ndarray | None = None,
    groups: Sequence[str | None] | None = None,
    seed: int = 0,
) -> Summary:
    """Scores probabilities (N, C) against class indices (N,), or 0/1 (N, C) for multi-label.

    `thresholds` (C,) choose the classes of multi-label answers, 0.5 each by default. `groups` (N,) names what
    samples belong together; None stands alone. UsageError where the arrays do not fit, hold NaN or are empty.
    """
    probabilities, targets = np.asarray(probabilities), np.asarray(targets)
    check_probabilities(probabilities, sums=not multilabel)
    n, count = probabilities.shape
    if len(classes) != count or len(set(classes)) != count:
        raise refuse(Message("metric.names", names=len(classes), columns=count))
    if multilabel:
        check_matrix(targets, probabilities.shape)
        limits = np.full(count, 0.5) if thresholds is None else np.asarray(thresholds, dtype=np.float64)
        if limits.shape != (count,):
            raise refuse(Message("metric.thresholds", thresholds=limits.size, classes=count))
        named, of = _grouped(groups, n)
        found = _multilabel(probabilities, targets.astype(bool), tuple(classes), limits, of)
        return replace(found, groups=of.count) if named else found
    check_indices(targets, n, count)
    rows = ClassRows.of(probabilities, targets.astype(np.int64))
    return summarise_rows(rows, probabilities, classes, groups=groups, seed=seed)


@dataclass(slots=True)
class _Figures:
    """What is found of one evaluation, figure by figure."""

    groups: Groups
    metrics: dict[str, Estimate] = field(default_factory=dict)
    left_out: dict[str, Lack] = field(default_factory=dict)

    def holds(self, lack: Lack | None, *names: str) -> bool:
        """Whether nothing lacks for these figures; else they are left out."""
        if lack is not None:
            self.left_out |= dict.fromkeys(names, lack)
        return lack is None

    def areas(
        self, probabilities: np.ndarray, targets: np.ndarray, classes: tuple[str, ...], precision: str
    ) -> None:
        lack = of_sides(targets, classes, self.groups, LEAST_FOR_ROC)
        few = of_sides(targets, classes, self.groups, LEAST_FOR_PRECISION)
        roc, curve = self.holds(lack, "roc_auc"), self.holds(few, precision)
        found = areas.area_estimates(probabilities, targets, self.groups) if roc else None
        if found is not None:
            self.metrics["roc_auc"] = found[0]
        if found is not None and curve:
            self.metrics[precision] = found[1]

    def confidence(self, rows: ClassRows, seed: int) -> None:
        if self.holds(of_samples(self.groups, LEAST_FOR_LOSS), "log_loss", "brier"):
            of_log = rows.log_losses_if_wrong, rows.log_losses_if_right
            of_square = rows.brier_if_wrong, rows.brier_if_right
            self.metrics["log_loss"] = Losses(rows.log_losses, *of_log, rows.right).estimate(self.groups)
            self.metrics["brier"] = Losses(rows.brier_scores, *of_square, rows.right).estimate(self.groups)
        if self.holds(of_samples(self.groups, LEAST_FOR_ECE), "ece"):
            found = calibration_error.estimate(rows.confidence, rows.right, self.groups, seed)
            self.metrics["ece"] = found


def summarise_rows(
    rows: ClassRows,
    probabilities: np.ndarray | None,
    classes: Sequence[str],
    *,
    groups: Sequence[str | None] | None = None,
    seed: int = 0,
) -> Summary:
    """`summarise` of one class a picture, from what is known of each picture.

    probabilities: (N, C), which the areas under curves need; None leaves these out.
    """
    named, of = _grouped(groups, len(rows.targets))
    found = _multiclass(rows, probabilities, tuple(classes), of, seed)
    return replace(found, groups=of.count) if named else found


def _grouped(groups: Sequence[str | None] | None, n: int) -> tuple[bool, Groups]:
    """Whether a sample names a group, and the groups."""
    if groups is not None and len(groups) != n:
        raise refuse(Message("metric.groups", groups=len(groups), n=n))
    named = groups is not None and any(name is not None for name in groups)
    return named, Groups.named(groups) if groups is not None and named else Groups.alone(n)


def _multiclass(
    rows: ClassRows, probabilities: np.ndarray | None, classes: tuple[str, ...], groups: Groups, seed: int
) -> Summary:
    predicted, targets, right = rows.predicted, rows.targets, rows.right
    confusion = classification.confusion_matrix(predicted, targets, len(classes))
    figures = _Figures(groups, {"accuracy": decisions.accuracy(right).estimate(groups)})
    if len(classes) > TOP:
        figures.metrics[f"top_{TOP}"] = decisions.accuracy(rows.among).estimate(groups)
    figures.metrics |= _class_means(predicted, targets, groups)
    if probabilities is None:
        lack = Lack("kept", MOST_KEPT, len(targets) * len(classes))
        figures.left_out |= dict.fromkeys(("roc_auc", "average_precision"), lack)
    else:
        figures.areas(probabilities, targets, classes, "average_precision")
    figures.confidence(rows, seed)
    hits = [(at := np.flatnonzero(targets == c), right[at]) for c in range(len(classes))]
    per_class = _per_class(classes, classification.precision_recall_f1(confusion), hits, groups)
    return Summary(len(targets), figures.metrics, per_class, confusion, left_out=figures.left_out)


def _multilabel(
    probabilities: np.ndarray, truth: np.ndarray, classes: tuple[str, ...], limits: np.ndarray, groups: Groups
) -> Summary:
    chosen = probabilities >= limits
    right = chosen == truth
    exact = right.all(axis=1)
    figures = _Figures(groups, {"exact_match": decisions.accuracy(exact).estimate(groups)})
    if truth.any():
        figures.metrics["macro_f1"] = decisions.f1_of_labels(chosen, truth).estimate(groups)
        figures.metrics["micro_f1"] = decisions.micro_f1(chosen, truth).estimate(groups)
        figures.areas(probabilities, truth, classes, "mean_average_precision")
    figures.metrics["hamming_accuracy"] = decisions.mean_right(right).estimate(groups)
    if figures.holds(of_samples(groups, LEAST_FOR_LOSS), "log_loss"):
        logs = calibration.log_losses(probabilities, truth)
        if_wrong = losses.label_losses_if_wrong(probabilities, logs)
        if_right = losses.label_losses_if_right(probabilities)
        figures.metrics["log_loss"] = Losses(logs, if_wrong, if_right, exact).estimate(groups)
    hits = [(rows := np.flatnonzero(truth[:, c]), right[rows, c]) for c in range(len(classes))]
    per_class = _per_class(classes, classification.multilabel_scores(chosen, truth), hits, groups)
    return Summary(len(truth), figures.metrics, per_class, None, left_out=figures.left_out)


def _class_means(predicted: np.ndarray, targets: np.ndarray, groups: Groups) -> dict[str, Estimate]:
    recall = decisions.mean_recall(predicted == targets, targets).estimate(groups)
    return {
        "balanced_accuracy": recall,
        "macro_precision": decisions.precision(predicted, targets).estimate(groups),
        "macro_f1": decisions.f1(predicted, targets).estimate(groups),
        "weighted_f1": decisions.f1(predicted, targets, weighted=True).estimate(groups),
        # The same figure under the name that other tools print beside macro precision and F1.
        "macro_recall": recall,
    }


def _per_class(
    classes: tuple[str, ...], scores: Scores, hits: list[tuple[np.ndarray, np.ndarray]], groups: Groups
) -> dict[str, dict[str, float | int]]:
    """Precision, recall, F1, support and the interval of the recall: 0..1 where there is no sample.

    `hits`: for each class the rows of its samples and whether they were found.
    """
    table: dict[str, dict[str, float | int]] = {}
    for c, (rows, found) in enumerate(hits):
        recall = Estimate(0.0, 0.0, 1.0, 0)
        if len(rows):
            recall = decisions.accuracy(found).estimate(groups.of_rows(rows))
        table[classes[c]] = {
            "precision": float(scores.precision[c]),
            "recall": recall.value,
            "f1": float(scores.f1[c]),
            "support": len(rows),
            "recall_low": recall.low,
            "recall_high": recall.high,
        }
    return table
