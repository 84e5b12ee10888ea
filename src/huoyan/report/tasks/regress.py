"""The page of a regression: a number, or several, for a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from huoyan.data.dataset import SPLITS, Dataset
from huoyan.evaluate import Evaluation
from huoyan.report.charts.classes import count_chart
from huoyan.report.charts.parts.axes import round_edges
from huoyan.report.charts.parts.two_widths import TwoWidths, two_widths
from huoyan.report.charts.scatter import Predictions, residual_chart, scatter_chart
from huoyan.report.record import RunRecord
from huoyan.report.sections.mistakes import shots
from huoyan.report.sections.random_split import random_split
from huoyan.report.shell.fill import filled
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.words import Words
from huoyan.report.tasks.base import Show
from huoyan.tasks.regress import ScoredValues

if TYPE_CHECKING:
    from markupsafe import Markup

CARDS = ("mae", "r2", "spearman", "coverage")
BINS = 12


@dataclass(frozen=True, slots=True)
class ValueEvidence:
    """`values`: split name -> the true values (N, K) of its pictures."""

    score: ScoredValues
    values: Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class QuantityCharts:
    """Charts of one quantity."""

    name: str
    scatter: Markup
    residuals: Markup


def evidence(evaluation: Evaluation, data: Dataset, show: Show) -> ValueEvidence:
    assert isinstance(evaluation.score, ScoredValues)
    return ValueEvidence(evaluation.score, {s: data.split(s).targets() for s in SPLITS if len(data.split(s))})


def cards(record: RunRecord) -> Sequence[str]:
    """Of several quantities the error of each comes first."""
    names = _found(record).score.task.labels
    if len(names) == 1:
        return CARDS
    return [*(f"mae {name}" for name in names), *(f"r2 {name}" for name in names), "coverage"][:4]


def verdict(record: RunRecord, words: Words) -> list[str]:
    """How far off it is, and how far always saying the mean would be."""
    score, split = _found(record).score, words.split(record.split)
    off = np.abs(score.errors).mean(axis=0)
    sentences = [
        words("verdict.values", label=name, n=f"{score.n:,}", split=split, off=f"{a:.4g}", mean=f"{b:.4g}")
        for name, a, b in zip(score.task.labels, off, score.baseline, strict=True)
    ]
    if score.inside is not None:
        share = f"{score.inside.mean():.1%}"
        sentences.append(words("verdict.inside", share=share, meant=f"{score.task.coverage:.0%}"))
    return sentences


def sections(record: RunRecord, words: Words) -> list[Section]:
    return [*_worst(record, words), *random_split(record, words), _values(record, words)]


def facts(record: RunRecord, words: Words) -> list[tuple[str, str]]:
    return []


def data(record: RunRecord, words: Words) -> Markup:
    found = _found(record)
    charts = [
        (name, _histogram({s: values[:, k] for s, values in found.values.items()}, words))
        for k, name in enumerate(found.score.task.labels)
    ]
    return filled("tasks/html/value_counts.html", {"words": words, "charts": charts})


def _found(record: RunRecord) -> ValueEvidence:
    if not isinstance(record.evidence, ValueEvidence):
        raise TypeError(f"a run of {record.task} has {type(record.evidence).__name__}, not ValueEvidence")
    return record.evidence


def _worst(record: RunRecord, words: Words) -> list[Section]:
    """The pictures whose values are furthest off; none where no picture was kept."""
    if not record.mistakes:
        return []
    furthest = max(each.certainty for each in record.mistakes) or 1.0
    context = {"shots": shots(record, words), "furthest": furthest}
    return [section("worst", words, "tasks/html/worst.html", context)]


def _values(record: RunRecord, words: Words) -> Section:
    from markupsafe import Markup

    score = _found(record).score
    truth, predicted, error = (words(f"values.{name}") for name in ("truth", "predicted", "error"))
    drawn = []
    for k, name in enumerate(score.task.labels):
        margin = None if score.task.margins is None else score.task.margins[k]
        given = Predictions(score.truth[:, k], score.predicted[:, k], margin)
        scatter, residuals = scatter_chart(given, truth, predicted), residual_chart(given, predicted, error)
        drawn.append(QuantityCharts(name, Markup(scatter), Markup(residuals)))
    return section("values", words, "tasks/html/values.html", {"drawn": drawn})


def _histogram(values: Mapping[str, np.ndarray], words: Words) -> TwoWidths:
    """Pictures in bins of round width, each part in its colour."""
    together = np.concatenate(list(values.values()))
    edges = round_edges(float(together.min()), float(together.max()), BINS)
    names = [f"{low:.9g} – {high:.9g}" for low, high in pairwise(edges)]
    counts = {split: np.histogram(each, edges)[0].tolist() for split, each in values.items()}
    told = {split: words.split(split) for split in values}
    return two_widths(lambda width: count_chart(counts, names, told, width))
