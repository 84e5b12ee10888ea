"""The score of label probabilities, and the scorer that gathers it batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.metrics.class_rows import ClassRows
from huoyan.metrics.minimum_counts import MOST_KEPT, Lack
from huoyan.metrics.paired.by_picture import ByPicture
from huoyan.metrics.summary import Summary, summarise, summarise_rows
from huoyan.preprocess import Placement
from huoyan.results import Estimate
from huoyan.tasks.base import Outputs, Worst
from huoyan.tasks.logits import LabelTask


@dataclass(frozen=True, slots=True, eq=False)
class ScoredLabels:
    """Answers beside the truth. Satisfies `tasks.base.Score`.

    answered: indices of labels (N,), or bool (N, C); targets alike, as 0/1; certainty: of each answer, (N,);
    probabilities: (N, C) in label order, (0, C) where there were too many to be kept; named_groups: the group
    of each picture, or None. log_losses: of each picture, (N,), where it has one class.
    """

    task: LabelTask
    summary: Summary
    answered: np.ndarray
    targets: np.ndarray
    certainty: np.ndarray
    probabilities: np.ndarray
    named_groups: tuple[str | None, ...]
    log_losses: np.ndarray | None = None

    @property
    def n(self) -> int:
        return self.summary.n

    @property
    def groups(self) -> int | None:
        return self.summary.groups

    @property
    def metrics(self) -> Mapping[str, Estimate]:
        return self.summary.metrics

    @property
    def left_out(self) -> Mapping[str, Lack]:
        return self.summary.left_out

    @property
    def several(self) -> bool:
        """Whether a picture may have several labels."""
        return self.targets.ndim == 2

    def right(self) -> np.ndarray:
        """Whether the answer is exactly the truth, bool (N,)."""
        same = self.answered == (self.targets > 0.5 if self.several else self.targets)
        return np.asarray(same.all(axis=1) if self.several else same)

    @property
    def wrong(self) -> int:
        return int((~self.right()).sum())

    def paired(self) -> tuple[ByPicture, ...]:
        """Of one class its log loss, too; of several labels how many of a picture's decisions are right."""
        if self.log_losses is not None:
            right = ByPicture("accuracy", self.right())
            return right, ByPicture("log_loss", self.log_losses, falls=True)
        decided = (self.answered == (self.targets > 0.5)).mean(axis=1)
        return ByPicture("exact_match", self.right()), ByPicture("hamming_accuracy", decided)

    def worst(self, most: int) -> list[Worst]:
        """The wrong answers that were surest."""
        wrong, sure = ~self.right(), self._sureness()
        order = np.flatnonzero(wrong)[np.argsort(-sure[wrong], kind="stable")][:most]
        return [
            Worst(
                int(row),
                self._named(self.targets[row]),
                self._named(self.answered[row]),
                float(sure[row]),
            )
            for row in order
        ]

    def _sureness(self) -> np.ndarray:
        """Of each answer, (N,); of several labels that of the surest one that is wrong, given or not."""
        if not self.several:
            return self.certainty
        distance = np.abs(self.probabilities - self.targets)
        return np.asarray(np.where(self.answered != (self.targets > 0.5), distance, 0).max(axis=1))

    def to_json(self) -> dict[str, Any]:
        return self.summary.to_json()

    def _named(self, given: np.ndarray) -> str:
        if not self.several:
            return self.task.labels[int(given)]
        return ", ".join(self.task.labels[at] for at in np.flatnonzero(given > 0.5))


class LabelScorer:
    """Satisfies `tasks.base.Scorer`. Of too many probabilities only what each picture needs stays."""

    def __init__(self, task: LabelTask, data: Dataset, truth: np.ndarray) -> None:
        """truth: of all pictures of `data`, in the order of the task's labels."""
        self._task, self._truth = task, truth
        self._groups = [sample.group for sample in data.samples]
        self._rows: list[np.ndarray] = []
        self._seen: list[ClassRows] = []
        self._kept: list[np.ndarray] | None = []

    def add(self, rows: np.ndarray, outputs: Outputs, places: Sequence[Placement]) -> None:
        probabilities = self._task.probabilities(outputs)
        self._rows.append(rows)
        several = self._truth.ndim == 2  # several labels need all probabilities for every figure
        if not several:
            self._seen.append(ClassRows.of(probabilities, self._truth[rows]))
            if sum(map(len, self._rows)) * probabilities.shape[1] > MOST_KEPT:
                self._kept = None
        if self._kept is not None:
            self._kept.append(probabilities)

    def finish(self, seed: int = 0) -> ScoredLabels:
        rows = np.concatenate(self._rows)
        groups = tuple(self._groups[int(row)] for row in rows)
        whole = None if self._kept is None else np.concatenate(self._kept)
        if self._truth.ndim == 2:
            assert whole is not None
            return scored(self._task, whole, self._truth[rows], groups, seed)
        return _scored_classes(self._task, ClassRows.joined(self._seen), whole, groups, seed)


def scored(
    task: LabelTask,
    probabilities: np.ndarray,
    targets: np.ndarray,
    groups: Sequence[str | None],
    seed: int = 0,
) -> ScoredLabels:
    """The score of probabilities (N, C) against indices (N,), or 0/1 (N, C)."""
    if targets.ndim == 1:
        return _scored_classes(task, ClassRows.of(probabilities, targets), probabilities, groups, seed)
    summary = summarise(
        probabilities,
        targets,
        task.labels,
        multilabel=True,
        thresholds=task.limits,
        groups=groups,
        seed=seed,
    )
    chosen = task.chosen(probabilities)
    certainty = np.where(chosen, probabilities, 0).max(axis=1)
    return ScoredLabels(task, summary, chosen, targets, certainty, probabilities, tuple(groups))


def _scored_classes(
    task: LabelTask,
    rows: ClassRows,
    probabilities: np.ndarray | None,
    groups: Sequence[str | None],
    seed: int,
) -> ScoredLabels:
    summary = summarise_rows(rows, probabilities, task.labels, groups=groups, seed=seed)
    kept = np.empty((0, len(task.labels)), np.float32) if probabilities is None else probabilities
    answers = rows.predicted, rows.targets, rows.confidence
    return ScoredLabels(task, summary, *answers, kept, tuple(groups), rows.log_losses)
