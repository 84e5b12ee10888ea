"""The score of detections, and the scorer that gathers them batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.matching import MOST, Matches
from huoyan.metrics.detection.paired import DetectionFigure
from huoyan.metrics.detection.resampled import resampled
from huoyan.metrics.detection.summary import PICTURE_F1, PICTURES_RIGHT, Answering, Summary, summarise
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups, named_count
from huoyan.metrics.minimum_counts import Lack
from huoyan.metrics.paired.by_picture import ByPicture
from huoyan.metrics.paired.paired_figure import PairedFigure
from huoyan.preprocess import Placement
from huoyan.results import Estimate
from huoyan.tasks.base import Outputs, Worst
from huoyan.tasks.found_boxes import found
from huoyan.tasks.label_truth import check_kind, places_of
from huoyan.words import Message

# Average precision asks how all that was found is ordered, the unsure things too.
LEAST = 0.001
# By these two models are compared.
AVERAGES = ("ap", "ap50")
HEADLINES = ("ap", "ap50", "ap75", "precision", "recall", "f1", "false_alarms_per_1000")

Verdict = Literal["right", "wrong", "missed"]


class BoxTask(Protocol):
    """What detection is to its score."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def least(self) -> np.ndarray:
        """The score from which a thing of each class is shown, (C,)."""

    @property
    def nms_iou(self) -> float | None: ...

    @property
    def most(self) -> int:
        """Things shown of a picture."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A thing that is shown, right or wrong, or a true one that is missed (score None). box: xyxy, in pixels
    of the upright source.
    """

    label: str
    box: tuple[float, ...]
    verdict: Verdict
    score: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ScoredBoxes:
    """What was found beside the truth. Satisfies `tasks.base.Score`.

    named_groups: the group of each picture, or None.
    """

    task: BoxTask
    summary: Summary
    named_groups: tuple[str | None, ...]

    @property
    def n(self) -> int:
        return len(self.named_groups)

    @property
    def groups(self) -> int | None:
        return named_count(self.named_groups)

    @property
    def metrics(self) -> Mapping[str, Estimate]:
        return self.summary.metrics

    @property
    def left_out(self) -> Mapping[str, Lack]:
        return self.summary.left_out

    @property
    def matches(self) -> Matches:
        return self.summary.matches

    @property
    def wrong(self) -> int:
        return int((~self.summary.shown.pictures_right()).sum())

    def paired(self) -> tuple[PairedFigure, ...]:
        """Average precision decides, where it is known; of what is shown, too, picture by picture."""
        shown, groups = self.summary.shown, Groups.named(self.named_groups)
        known = [name for name in AVERAGES if name in self.metrics]
        drawn = resampled(self.matches, groups) if known else None
        averages = [DetectionFigure(name, self.task.labels, self.matches, drawn) for name in known if drawn]
        by_picture = (
            ByPicture(PICTURE_F1, shown.picture_f1()),
            ByPicture(PICTURES_RIGHT, shown.pictures_right()),
        )
        return *averages, *(each for each in by_picture if each.name in self.metrics)

    def worst(self, most: int) -> list[Worst]:
        """Pictures with the most and surest false alarms, and the most missed things; each of these counts as
        a false alarm that is wholly sure.
        """
        shown, matches = self.summary.shown, self.matches
        alarms = np.bincount(
            matches.found.pictures[shown.wrong], matches.found.scores[shown.wrong], minlength=self.n
        )
        off = alarms + shown.sums()[:, 2]
        order = np.argsort(-off, kind="stable")[: min(most, self.wrong)]
        return [Worst(int(row), self._true(row), self._answer(row), float(off[row])) for row in order]

    def judged(self, row: int) -> list[Judged]:
        """What is shown of a picture, what is wrong before what is right, the surest first; then what is
        missed.
        """
        shown, found, true = self.summary.shown, self.matches.found, self.matches.true
        order = np.lexsort((-found.scores, shown.right))
        seen = order[(found.pictures == row)[order] & (shown.wrong | shown.right)[order]]
        missed = np.flatnonzero(shown.missed & (true.pictures == row))
        first = [self._judged(found, at, "right" if shown.right[at] else "wrong") for at in seen.tolist()]
        return first + [self._judged(true, at, "missed") for at in missed.tolist()]

    def _judged(self, things: FoundThings | TrueThings, at: int, verdict: Verdict) -> Judged:
        score = float(things.scores[at]) if isinstance(things, FoundThings) else None
        return Judged(self.task.labels[things.classes[at]], tuple(things.boxes[at].tolist()), verdict, score)

    def to_json(self) -> dict[str, Any]:
        named = {} if self.groups is None else {"groups": self.groups}
        return {"n": self.n, **named, **self.summary.to_json()}

    def _true(self, row: int) -> str:
        true = self.matches.true
        return self._named(true.classes[(true.pictures == row) & ~true.crowd])

    def _answer(self, row: int) -> str:
        shown, found = self.summary.shown, self.matches.found
        return self._named(found.classes[(found.pictures == row) & (shown.right | shown.wrong)])

    def _named(self, classes: np.ndarray) -> str:
        """`car × 2, bus`."""
        counts = sorted(Counter(classes.tolist()).items())
        each = [f"{self.task.labels[at]} × {n}" if n > 1 else self.task.labels[at] for at, n in counts]
        return ", ".join(each) if each else Message("score.nothing")


class BoxScorer:
    """Satisfies `tasks.base.Scorer`. Keeps at most MOST things a picture, the unsure ones too."""

    def __init__(self, task: BoxTask, data: Dataset) -> None:
        check_kind("boxes", data)
        places = places_of(task.labels, data)
        self._task = task
        self._truth = data.targets()
        self._truth[:, 1] = places[self._truth[:, 1].astype(np.int64)]
        self._groups = [sample.group for sample in data.samples]
        self._rows: list[np.ndarray] = []
        self._found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []

    def add(self, rows: np.ndarray, outputs: Outputs, places: Sequence[Placement]) -> None:
        least = np.minimum(self._task.least, LEAST)
        self._rows.append(rows)
        for each in found(outputs, places, nms_iou=self._task.nms_iou, least=least, most=MOST):
            self._found.append((each.classes, each.boxes, each.scores))

    def finish(self, seed: int = 0) -> ScoredBoxes:
        names = tuple(self._groups[int(row)] for row in np.concatenate(self._rows))
        return scored_boxes(self._task, *self._things(), names, seed)

    def average_precision(self) -> float:
        """COCO's, alone and so at once; NaN where there is nothing to find."""
        return float(coco_table(*self._things(), len(self._task.labels)).figure("ap"))

    def _things(self) -> tuple[FoundThings, TrueThings]:
        rows = np.concatenate(self._rows)
        truth = self._truth[np.isin(self._truth[:, 0], rows)]
        place = np.empty(len(self._groups), np.int64)
        place[rows] = np.arange(len(rows))
        truth[:, 0] = place[truth[:, 0].astype(np.int64)]
        return FoundThings.of(self._found), TrueThings.of(len(rows), truth)


def scored_boxes(
    task: BoxTask,
    given: FoundThings,
    true: TrueThings,
    names: tuple[str | None, ...],
    seed: int = 0,
) -> ScoredBoxes:
    """The score of all that was found, with the group of each picture or None."""
    answering = Answering(task.labels, task.least, task.most)
    return ScoredBoxes(task, summarise(given, true, answering, Groups.named(names), seed), names)
