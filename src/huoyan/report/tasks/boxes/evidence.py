"""What is shown of things that were found, and of data with boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from huoyan.data.dataset import SPLITS, Dataset, Sample
from huoyan.data.sample.boxes import Boxes
from huoyan.evaluate import Evaluation
from huoyan.report.record import RunRecord
from huoyan.report.tasks.base import Show
from huoyan.tasks.scored_boxes import ScoredBoxes

# Pictures with mistakes, training pictures with their boxes, and the longer side of both in pixels.
WORST, EXAMPLES, SIDE = 24, 12, 480

Verdict = Literal["right", "wrong", "missed", "true"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a picture, xyxy in pixels of the upright source. score: of a found thing, 0..1."""

    verdict: Verdict
    xyxy: tuple[float, ...]
    label: str
    score: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """A small copy of a picture, uint8 (H, W) or (H, W, 3); its source, whose sides these are; its marks."""

    picture: np.ndarray
    source: str
    width: int
    height: int
    marks: tuple[Mark, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(mark.verdict == verdict for mark in self.marks)


@dataclass(frozen=True, slots=True, eq=False)
class BoxEvidence:
    """counts: split name -> things of each class, in class order; empty: split name -> pictures without
    things, and all of them; worst: pictures with wrong or missed things, the worst first; examples: training
    pictures.
    """

    score: ScoredBoxes
    counts: Mapping[str, tuple[int, ...]]
    empty: Mapping[str, tuple[int, int]]
    worst: tuple[Marked, ...] = ()
    examples: tuple[Marked, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        return self.score.task.labels


def evidence(evaluation: Evaluation, data: Dataset, show: Show) -> BoxEvidence:
    score, samples = evaluation.score, evaluation.samples
    assert isinstance(score, ScoredBoxes)
    parts = {split: part for split in SPLITS if len(part := data.split(split))}
    worst = (_marked(samples[each.row], _found(score, each.row), show) for each in score.worst(WORST))
    known = [sample for sample in data.split("train").samples if sample.embed and sample.labels]
    chosen = known[:: max(1, len(known) // EXAMPLES)][:EXAMPLES]  # neighbours may be all alike
    examples = (_marked(sample, _true(sample, data.classes), show) for sample in chosen)
    return BoxEvidence(
        score,
        {split: _things(part) for split, part in parts.items()},
        {split: (_empty(part), len(part)) for split, part in parts.items()},
        tuple(each for each in worst if each is not None),
        tuple(each for each in examples if each is not None),
    )


def evidence_of(record: RunRecord) -> BoxEvidence:
    """The evidence of a record whose task finds things."""
    if not isinstance(record.evidence, BoxEvidence):
        raise TypeError(f"a run of {record.task} has {type(record.evidence).__name__}, not BoxEvidence")
    return record.evidence


def _things(part: Dataset) -> tuple[int, ...]:
    counts = np.bincount(part.targets()[:, 1].astype(np.int64), minlength=len(part.classes))
    return tuple(counts.tolist())


def _empty(part: Dataset) -> int:
    return sum(not sample.labels for sample in part.samples)


def _marked(sample: Sample, marks: Sequence[Mark], show: Show) -> Marked | None:
    shown = show(sample, SIDE)
    if shown is None:
        return None
    return Marked(shown.pixels, sample.source, shown.width, shown.height, tuple(marks))


def _true(sample: Sample, classes: Sequence[str]) -> list[Mark]:
    boxes = sample.truth.boxes if isinstance(sample.truth, Boxes) else ()
    return [Mark("true", box.xyxy, classes[box.index]) for box in boxes]


def _found(score: ScoredBoxes, row: int) -> list[Mark]:
    """What is shown in the picture `row` of the score, right or wrong, and what is missed in it."""
    return [Mark(each.verdict, each.box, each.label, each.score) for each in score.judged(row)]
