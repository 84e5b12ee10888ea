"""The page of clips: that of a class, or of numbers, for what happens over time, and what time tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from huoyan.data.dataset import Dataset
from huoyan.evaluate import Evaluation
from huoyan.report.record import Evidence, RunRecord
from huoyan.report.sections.over_time import over_time
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.report.tasks import classify, regress
from huoyan.report.tasks.base import Show, TaskPage
from huoyan.tasks.regress import ScoredValues

if TYPE_CHECKING:
    from markupsafe import Markup


def evidence(evaluation: Evaluation, data: Dataset, show: Show) -> Evidence:
    page: TaskPage = regress if isinstance(evaluation.score, ScoredValues) else classify
    return page.evidence(evaluation, data, show)


def cards(record: RunRecord) -> Sequence[str]:
    return _page(record).cards(record)


def verdict(record: RunRecord, words: Words) -> list[str]:
    return _page(record).verdict(record, words)


def sections(record: RunRecord, words: Words) -> list[Section]:
    first, *rest = _page(record).sections(record, words)
    return [first, *over_time(record, words), *rest]


def facts(record: RunRecord, words: Words) -> list[tuple[str, str]]:
    return _page(record).facts(record, words)


def data(record: RunRecord, words: Words) -> Markup:
    return _page(record).data(record, words)


def _page(record: RunRecord) -> TaskPage:
    """Of what is answered of a clip."""
    return regress if isinstance(record.evidence, regress.ValueEvidence) else classify
