"""How well good pictures and defects are told apart, and how often a good one raises a false alarm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.metrics import decisions
from huoyan.metrics.areas import MeanArea, RocSide, precision_of, roc_of
from huoyan.metrics.intervals.groups import Groups, named_count
from huoyan.metrics.minimum_counts import LEAST_FOR_PRECISION, LEAST_FOR_ROC, Lack, What
from huoyan.metrics.paired.by_picture import ByPicture
from huoyan.metrics.paired.paired_figure import PairedFigure
from huoyan.metrics.paired.roc_difference import RocArea
from huoyan.preprocess import Placement
from huoyan.results import Estimate, Inspection
from huoyan.tasks.base import Outputs, Worst
from huoyan.tasks.label_truth import check_kind

Side = Literal["good", "defects"]
# Of each kind of picture the map of so many is kept: those of the highest scores.
KEPT = 12


class Inspects(Protocol):
    """What the task is to its score."""

    @property
    def kind(self) -> str: ...

    @property
    def threshold(self) -> float: ...

    @property
    def false_alarms(self) -> float: ...

    def decode(self, outputs: Outputs, places: Sequence[Placement] = ()) -> Sequence[Inspection]: ...

    def scores(self, outputs: Outputs) -> np.ndarray: ...


@dataclass(frozen=True, slots=True, eq=False)
class ScoredInspections:
    """Scores (N,) beside the truth, bool (N,): a defect. Satisfies `tasks.base.Score`.

    classes: of each picture, by name. shown: of the rows with the highest scores, good ones and defects, the
    answer with its map.
    """

    task: Inspects
    scores: np.ndarray
    defect: np.ndarray
    classes: tuple[str, ...]
    named_groups: tuple[str | None, ...]
    shown: Mapping[int, Inspection]
    metrics: Mapping[str, Estimate]
    left_out: Mapping[str, Lack] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.scores)

    @property
    def threshold(self) -> float:
        return self.task.threshold

    @property
    def groups(self) -> int | None:
        return named_count(self.named_groups)

    @property
    def alarm(self) -> np.ndarray:
        """bool (N,): above the threshold."""
        return np.asarray(self.scores > self.threshold)

    @property
    def wrong(self) -> int:
        return int((self.alarm != self.defect).sum())

    def paired(self) -> tuple[PairedFigure, ...]:
        if self.defect.any() and not self.defect.all():
            return (RocArea("roc_auc", self.scores, self.defect),)
        if self.defect.all():
            return (ByPicture("defects_found", self.alarm),)
        return (ByPicture("false_alarm_rate", self.alarm.astype(np.float64), falls=True),)

    def worst(self, most: int) -> list[Worst]:
        """False alarms and missed defects, the furthest beyond first; certainty: by how many thresholds."""
        rows = np.flatnonzero(self.alarm != self.defect)
        beyond = np.abs(self.scores / self.threshold - 1)
        order = rows[np.argsort(-beyond[rows], kind="stable")][:most]
        answers = ("good", "defect")
        return [
            Worst(int(row), self.classes[row], answers[int(self.alarm[row])], float(beyond[row]))
            for row in order
        ]

    def to_json(self) -> dict[str, Any]:
        named = {} if self.groups is None else {"groups": self.groups}
        lacks = {"left_out": {name: str(lack) for name, lack in self.left_out.items()}}
        return {
            "n": self.n,
            **named,
            "metrics": {name: each.to_json() for name, each in self.metrics.items()},
            **(lacks if self.left_out else {}),
            "good": int((~self.defect).sum()),
            "defects": int(self.defect.sum()),
            "threshold": self.threshold,
            "stated_false_alarms": self.task.false_alarms,
            "per_class": self.per_class(),
        }

    def per_class(self) -> dict[str, dict[str, Any]]:
        """Of each class its pictures and the share of them above the threshold."""
        found = {}
        for name in dict.fromkeys(self.classes):
            rows = np.array([each == name for each in self.classes])
            found[name] = {"n": int(rows.sum()), "alarms": float(self.alarm[rows].mean())}
        return found


class InspectionScorer:
    """Satisfies `tasks.base.Scorer`."""

    def __init__(self, task: Inspects, data: Dataset) -> None:
        check_kind(task.kind, data)
        self._task = task
        self._defect = data.targets().astype(bool)
        self._classes = [data.classes[sample.labels[0]] for sample in data.samples]
        self._groups = [sample.group for sample in data.samples]
        self._rows: list[np.ndarray] = []
        self._scores: list[np.ndarray] = []
        self._shown: dict[int, Inspection] = {}

    def add(self, rows: np.ndarray, outputs: Outputs, places: Sequence[Placement]) -> None:
        self._rows.append(rows)
        self._scores.append(self._task.scores(outputs))
        self._shown |= dict(zip(rows.tolist(), self._task.decode(outputs, places), strict=True))
        self._shown = {row: self._shown[row] for row in self._highest()}

    def _highest(self) -> list[int]:
        by_score = sorted(self._shown, key=lambda row: -self._shown[row].score)
        return [
            row
            for defect in (False, True)
            for row in [row for row in by_score if self._defect[row] == defect][:KEPT]
        ]

    def finish(self, seed: int = 0) -> ScoredInspections:
        rows, scores = np.concatenate(self._rows), np.concatenate(self._scores)
        place = {int(row): at for at, row in enumerate(rows)}
        names = tuple(self._groups[int(row)] for row in rows)
        defect = self._defect[rows]
        metrics, lacks = _figures(scores, defect, scores > self._task.threshold, Groups.named(names))
        return ScoredInspections(
            self._task,
            scores,
            defect,
            tuple(self._classes[int(row)] for row in rows),
            names,
            {place[row]: shown for row, shown in self._shown.items()},
            metrics,
            lacks,
        )


def _figures(
    scores: np.ndarray, defect: np.ndarray, alarm: np.ndarray, groups: Groups
) -> tuple[dict[str, Estimate], dict[str, Lack]]:
    metrics: dict[str, Estimate] = {}
    lacks: dict[str, Lack] = {}
    for name, area, least in (
        ("roc_auc", roc_of, LEAST_FOR_ROC),
        ("average_precision", precision_of, LEAST_FOR_PRECISION),
    ):
        if lack := _lack_of("good", ~defect, groups, least) or _lack_of("defects", defect, groups, least):
            lacks[name] = lack
            continue
        mean = MeanArea()
        mean.add(area(scores, RocSide.of(defect, groups), groups))
        metrics[name] = mean.estimate(groups)
    shares: tuple[tuple[str, Side, np.ndarray], ...] = (
        ("false_alarm_rate", "good", ~defect),
        ("defects_found", "defects", defect),
    )
    for name, what, rows in shares:
        if lack := _lack_of(what, rows, groups, 1):
            lacks[name] = lack
        else:
            metrics[name] = decisions.accuracy(alarm[rows]).estimate(groups.of_rows(rows))
    return metrics, lacks


def _lack_of(what: Side, rows: np.ndarray, groups: Groups, needed: int) -> Lack | None:
    found = groups.number(rows)
    if found >= needed:
        return None
    of_groups: Mapping[Side, What] = {"good": "good_groups", "defects": "defects_groups"}
    return Lack(what if groups.independent else of_groups[what], needed, found)
