"""What is shown of answers that are labels, and of labelled data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from huoyan.data.dataset import SPLITS, Dataset
from huoyan.evaluate import Evaluation
from huoyan.report.record import RunRecord
from huoyan.report.shell.words import Words
from huoyan.report.tasks.base import Show
from huoyan.tasks.base import Score
from huoyan.tasks.scored_labels import ScoredLabels

# Pictures of a class, and of all classes together, and their longer side in pixels.
EXAMPLES, ALL_EXAMPLES, SIDE = 6, 240, 160
# Clips of a class: each has to be decoded, and shows frames enough.
CLIPS = 2

Examples = tuple[tuple[str, tuple[np.ndarray, ...]], ...]


@dataclass(frozen=True, slots=True)
class LabelEvidence:
    """`counts`: split name -> pictures of each class, in class order. `examples`: (class name, its training
    pictures) in class order. `made`: of those in training how many of each class a program made, () for none.
    """

    score: ScoredLabels
    counts: Mapping[str, tuple[int, ...]]
    examples: Examples = ()
    made: tuple[int, ...] = ()

    @property
    def told_apart(self) -> Mapping[str, tuple[int, ...]]:
        """`counts`, of training those of real ones, and those of made ones last."""
        if not any(self.made):
            return self.counts
        rest = {split: n for split, n in self.counts.items() if split != "train"}
        real = tuple(n - made for n, made in zip(self.counts["train"], self.made, strict=True))
        return {"train": real, **rest, "made": self.made}

    @property
    def classes(self) -> tuple[str, ...]:
        return self.score.task.labels


def evidence(evaluation: Evaluation, data: Dataset, show: Show) -> LabelEvidence:
    counts: dict[str, tuple[int, ...]] = {
        split: tuple(part.counts().values()) for split in SPLITS if len(part := data.split(split))
    }
    made = tuple(data.keep(lambda sample: sample.made).counts().values())
    return LabelEvidence(_labels(evaluation.score), counts, _examples(data, show), made if any(made) else ())


def evidence_of(record: RunRecord) -> LabelEvidence:
    """The evidence of a record whose task answers with labels."""
    if not isinstance(record.evidence, LabelEvidence):
        raise TypeError(f"a run of {record.task} has {type(record.evidence).__name__}, not LabelEvidence")
    return record.evidence


def facts(record: RunRecord, words: Words) -> list[tuple[str, str]]:
    """What the logits are divided by."""
    return [(words("model.temperature"), f"{evidence_of(record).score.task.temperature:.3g}")]


def _labels(score: Score) -> ScoredLabels:
    if not isinstance(score, ScoredLabels):
        raise TypeError(f"{type(score).__name__} is no score of labels")
    return score


def _examples(data: Dataset, show: Show) -> Examples:
    """The first few training pictures of each class, real ones."""
    chosen: dict[int, list[np.ndarray]] = {index: [] for index in range(len(data.classes))}
    most = EXAMPLES if data.medium == "pictures" else CLIPS
    per_class = max(1, min(most, ALL_EXAMPLES // len(data.classes)))
    for sample in data.split("train").keep(lambda sample: not sample.made).samples:
        for label in sample.labels:
            if len(chosen[label]) < per_class and (shown := show(sample, SIDE)) is not None:
                chosen[label].append(shown.pixels)
    return tuple((data.classes[index], tuple(pictures)) for index, pictures in chosen.items())
