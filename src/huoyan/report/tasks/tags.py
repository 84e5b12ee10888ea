"""The page of a labelling: any number of labels for a picture, each a yes or no of its own."""

from __future__ import annotations

from collections.abc import Sequence

from huoyan.report.record import RunRecord
from huoyan.report.sections.mistakes import mistakes
from huoyan.report.sections.random_split import random_split
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.by_class import by_class
from huoyan.report.tasks.labels.data import data
from huoyan.report.tasks.labels.evidence import LabelEvidence, evidence, evidence_of, facts
from huoyan.report.tasks.labels.ranking import ranking
from huoyan.report.tasks.labels.remedy import remedy
from huoyan.report.tasks.labels.trust import Promise, trust

__all__ = ["cards", "data", "evidence", "facts", "sections", "verdict"]

CARDS = ("mean_average_precision", "macro_f1", "exact_match", "roc_auc")


def cards(record: RunRecord) -> Sequence[str]:
    return CARDS


def verdict(record: RunRecord, words: Words) -> list[str]:
    score = record.evidence.score
    right = score.n - score.wrong
    return [words("verdict.labels", n=f"{score.n:,}", split=words.split(record.split), right=f"{right:,}")]


def sections(record: RunRecord, words: Words) -> list[Section]:
    found = evidence_of(record)
    even = record.remedy is not None and record.remedy.even
    world = [words("trust.even_labels" if even else "trust.as_trained")]
    return [
        mistakes(record, words),
        *by_class(found, words),
        *remedy(record, words),
        *trust(_promise(found, words), world, None, words),
        *random_split(record, words),
        *ranking(found, words),
    ]


def _promise(found: LabelEvidence, words: Words) -> Promise:
    """Every yes-or-no answer has a probability of its own."""
    score = found.score
    given = score.probabilities.ravel(), score.targets.ravel() > 0
    return Promise(*given, words("trust.read_labels"), words("trust.share_labels"))
