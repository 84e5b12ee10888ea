"""The score of label probabilities, and the scorer that gathers it batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.metrics.minimum_counts import Lack
from huoyan.metrics.summary import Summary, summarise
from huoyan.preprocess import Placement
from huoyan.results import Estimate
from huoyan.tasks.base import Outputs, Worst


class LabelTask(Protocol):
    """What a score asks of classification and of labelling."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def limits(self) -> np.ndarray | None:
        """The probability from which each label is chosen, (C,); None where the first one is."""

    def probabilities(self, outputs: Outputs) -> np.ndarray: ...

    def chosen(self, probabilities: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True, slots=True, eq=False)
class ScoredLabels:
    """Answers beside the truth. Satisfies `tasks.base.Score`.

    probabilities: (N, C) in label order; targets: indices of labels (N,), or 0/1 (N, C); groups: the group of
    each picture, or None.
    """

    task: LabelTask
    summary: Summary
    probabilities: np.ndarray
    targets: np.ndarray
    named_groups: tuple[str | None, ...]

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

    def chosen(self) -> np.ndarray:
        """What was answered, bool (N, C)."""
        return self.task.chosen(self.probabilities)

    def right(self) -> np.ndarray:
        """Whether the answer is exactly the truth, bool (N,)."""
        if self.several:
            return np.asarray((self.chosen() == (self.targets > 0.5)).all(axis=1))
        return np.asarray(self.probabilities.argmax(axis=1) == self.targets)

    @property
    def wrong(self) -> int:
        return int((~self.right()).sum())

    def worst(self, most: int) -> list[Worst]:
        """The wrong answers that were surest."""
        probabilities, chosen, wrong = self.probabilities, self.chosen(), ~self.right()
        if self.several:
            sure = np.abs(probabilities - self.targets).max(axis=1)
            score = np.where(chosen, probabilities, 0).max(axis=1)
        else:
            sure = score = probabilities.max(axis=1)
        order = np.flatnonzero(wrong)[np.argsort(-sure[wrong], kind="stable")][:most]
        return [
            Worst(int(row), self._truth(row), self._named(chosen[row]), float(score[row])) for row in order
        ]

    def to_json(self) -> dict[str, Any]:
        written = self.summary.to_json()
        return {name: value for name, value in written.items() if name != "confusion"}

    def _truth(self, row: int) -> str:
        return self._named(self.targets[row] > 0.5) if self.several else self.task.labels[self.targets[row]]

    def _named(self, given: np.ndarray) -> str:
        return ", ".join(self.task.labels[at] for at in np.flatnonzero(given))


class LabelScorer:
    """Satisfies `tasks.base.Scorer`."""

    def __init__(self, task: LabelTask, data: Dataset, truth: np.ndarray) -> None:
        """truth: of all pictures of `data`, in the order of the task's labels."""
        self._task, self._truth = task, truth
        self._groups = [sample.group for sample in data.samples]
        self._rows: list[np.ndarray] = []
        self._probabilities: list[np.ndarray] = []

    def add(self, rows: np.ndarray, outputs: Outputs, places: Sequence[Placement]) -> None:
        self._rows.append(rows)
        self._probabilities.append(self._task.probabilities(outputs))

    def finish(self, seed: int = 0) -> ScoredLabels:
        rows, probabilities = np.concatenate(self._rows), np.concatenate(self._probabilities)
        targets = self._truth[rows]
        groups = tuple(self._groups[int(row)] for row in rows)
        return scored(self._task, probabilities, targets, groups, seed)


def scored(
    task: LabelTask,
    probabilities: np.ndarray,
    targets: np.ndarray,
    groups: Sequence[str | None],
    seed: int = 0,
) -> ScoredLabels:
    """The score of probabilities (N, C) against indices (N,), or 0/1 (N, C)."""
    several = targets.ndim == 2
    summary = summarise(
        probabilities,
        targets,
        task.labels,
        multilabel=several,
        thresholds=task.limits,
        groups=groups,
        seed=seed,
    )
    return ScoredLabels(task, summary, probabilities, targets, tuple(groups))
