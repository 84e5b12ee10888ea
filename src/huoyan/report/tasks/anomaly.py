"""The page of anomalies: scores beside the threshold, false alarms, and where defects were seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from huoyan.data.dataset import SPLITS, Dataset, Sample
from huoyan.data.quality import is_good
from huoyan.evaluate import Evaluation
from huoyan.images.heat_map import with_heat
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.charts.score_columns import score_columns
from huoyan.report.record import RunRecord
from huoyan.report.shell.caption import Caption
from huoyan.report.shell.fill import filled
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import cell, table
from huoyan.report.shell.thumbs import Thumb, thumb
from huoyan.report.shell.words import Words
from huoyan.report.tasks.base import Show
from huoyan.tasks.anomaly import Anomaly
from huoyan.tasks.scored_inspections import ScoredInspections

if TYPE_CHECKING:
    from markupsafe import Markup

CARDS = ("roc_auc", "false_alarm_rate", "defects_found", "average_precision")
SIDE = 200  # pixels of a picture on the page


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A picture of the test with its heat: uint8 (h, w, 3)."""

    picture: np.ndarray
    source: str
    name: str
    score: float
    as_a_whole: bool


@dataclass(frozen=True, slots=True)
class InspectionEvidence:
    """counts: by the part, good pictures and defects in it. good, defects: the highest scores of each."""

    score: ScoredInspections
    task: Anomaly
    counts: Mapping[str, tuple[int, int]]
    good: tuple[Looked, ...]
    defects: tuple[Looked, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as the page shows it."""

    thumb: Thumb
    name: str
    score: float
    alarm: bool
    as_a_whole: bool
    source: Caption


def evidence(evaluation: Evaluation, data: Dataset, show: Show) -> InspectionEvidence:
    score = evaluation.score
    assert isinstance(score, ScoredInspections)
    assert isinstance(score.task, Anomaly)
    looked: dict[bool, list[Looked]] = {False: [], True: []}
    for row, each in sorted(score.shown.items(), key=lambda pair: -pair[1].score):
        sample = evaluation.samples[row]
        if (shown := show(sample, SIDE)) is not None:
            heated = with_heat(shown.pixels, each.heat, each.seen, each.threshold)
            one = Looked(heated, sample.source, score.classes[row], each.score, each.as_a_whole)
            looked[bool(score.defect[row])].append(one)
    parts: dict[str, Sequence[Sample]] = {split: data.split(split).samples for split in SPLITS}
    counts = {split: _counted(own) for split, own in parts.items() if own}
    return InspectionEvidence(score, score.task, counts, tuple(looked[False]), tuple(looked[True]))


def cards(record: RunRecord) -> Sequence[str]:
    return CARDS


def verdict(record: RunRecord, words: Words) -> list[str]:
    """How well both are told apart, and how many good ones raise an alarm."""
    found, split = _found(record), words.split(record.split)
    score = found.score
    good, defects = int((~score.defect).sum()), int(score.defect.sum())
    alarms = int(score.alarm[~score.defect].sum())
    low, high = found.task.true_rate
    sentences = []
    if defects:
        caught = int(score.alarm[score.defect].sum())
        sentences.append(words("verdict.defects", n=f"{defects:,}", split=split, found=f"{caught:,}"))
    if good:
        sentences.append(words("verdict.good_ones", n=f"{good:,}", split=split, alarms=f"{alarms:,}"))
    sentences.append(
        words(
            "verdict.stated",
            rate=f"{found.task.false_alarms:.3g}",
            n=f"{found.task.held_out:,}",
            low=f"{low:.1%}",
            high=f"{high:.1%}",
        )
    )
    return sentences


def sections(record: RunRecord, words: Words) -> list[Section]:
    return [*_pictures(record, words), _scores(record, words)]


def facts(record: RunRecord, words: Words) -> list[tuple[str, str]]:
    task = _found(record).task
    return [
        (words("inspect.good_class"), task.good),
        (words("inspect.threshold"), f"{task.threshold:.4g}"),
        (words("inspect.stated"), f"{task.false_alarms:.3g}"),
    ]


def data(record: RunRecord, words: Words) -> Markup:
    found = _found(record)
    heads = [words("inspect.part"), words("inspect.good"), words("inspect.defects")]
    rows = ((cell(words.split(split)), cell(good), cell(bad)) for split, (good, bad) in found.counts.items())
    return filled("tasks/html/inspect_counts.html", {"words": words, "counts": table(heads, rows)})


def _found(record: RunRecord) -> InspectionEvidence:
    if not isinstance(record.evidence, InspectionEvidence):
        raise TypeError(
            f"a run of {record.task} has {type(record.evidence).__name__}, not InspectionEvidence"
        )
    return record.evidence


def _counted(samples: Sequence[Sample]) -> tuple[int, int]:
    """Good pictures, and defects."""
    good = sum(map(is_good, samples))
    return good, len(samples) - good


def _pictures(record: RunRecord, words: Words) -> list[Section]:
    found = _found(record)
    kinds = [
        (words(f"inspect.{name}_shown"), [_shot(each, found.score.threshold) for each in looked])
        for name, looked in (("defects", found.defects), ("good", found.good))
        if looked
    ]
    if not kinds:
        return []
    return [section("inspect", words, "tasks/html/inspect.html", {"kinds": kinds})]


def _shot(each: Looked, threshold: float) -> Shot:
    alarm = each.score > threshold
    return Shot(
        thumb(each.picture, SIDE), each.name, each.score, alarm, each.as_a_whole, Caption(each.source)
    )


def _scores(record: RunRecord, words: Words) -> Section:
    found = _found(record)
    score = found.score
    kinds = {
        words("inspect.good"): score.scores[~score.defect],
        words("inspect.defects"): score.scores[score.defect],
    }
    name = words("inspect.threshold")
    drawn = two_widths(lambda width: score_columns(kinds, score.threshold, name, width))
    return section("scores", words, "tasks/html/inspect_scores.html", {"chart": drawn})
