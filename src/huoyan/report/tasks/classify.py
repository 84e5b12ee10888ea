"""The page of a classification: one class of several for a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.report.record import RunRecord
from huoyan.report.sections.mistakes import mistakes
from huoyan.report.sections.random_split import random_split
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.by_class import by_class
from huoyan.report.tasks.labels.confusion import confusion
from huoyan.report.tasks.labels.data import data
from huoyan.report.tasks.labels.evidence import LabelEvidence, evidence, evidence_of, facts
from huoyan.report.tasks.labels.ranking import ranking
from huoyan.report.tasks.labels.remedy import remedy
from huoyan.report.tasks.labels.trust import Promise, acceptance, trust

__all__ = ["cards", "data", "evidence", "facts", "sections", "verdict"]

CARDS = ("accuracy", "macro_f1", "roc_auc", "ece")
CARDS_OF_MANY = ("accuracy", "top_5", "macro_f1", "ece")
MANY_CLASSES = 20


def cards(record: RunRecord) -> Sequence[str]:
    return CARDS_OF_MANY if len(evidence_of(record).classes) >= MANY_CLASSES else CARDS


def verdict(record: RunRecord, words: Words) -> list[str]:
    """How many were right, and how many if the most common class were always named."""
    found = evidence_of(record)
    right, n = found.score.n - found.score.wrong, found.score.n
    counts = np.bincount(found.score.targets, minlength=len(found.classes))
    most = int(counts.argmax())
    return [
        words("verdict.classes", n=f"{n:,}", split=words.split(record.split), right=f"{right:,}"),
        words("verdict.baseline", label=found.classes[most], share=f"{counts[most] / n:.1%}"),
    ]


def sections(record: RunRecord, words: Words) -> list[Section]:
    found = evidence_of(record)
    return [
        mistakes(record, words),
        *by_class(found, words),
        *remedy(record, words),
        *confusion(found, words),
        *trust(_promise(found, words), _world(record, words), acceptance(found, words), words),
        *random_split(record, words),
        *ranking(found, words),
    ]


def _promise(found: LabelEvidence, words: Words) -> Promise:
    """The confidence is that of the first class."""
    score = found.score
    return Promise(score.certainty, score.right(), words("trust.read"), words("trust.share"))


def _world(record: RunRecord, words: Words) -> list[str]:
    """For which mix of classes the probabilities hold, and what that means for the rarest of them."""
    if record.remedy is None or not record.remedy.even:
        return [words("trust.as_trained")]
    return [words("trust.even"), *_of_the_rarest(evidence_of(record), words)]


def _of_the_rarest(found: LabelEvidence, words: Words) -> list[str]:
    train = np.array(found.counts.get("train", ()))
    if not train.any():
        return []
    rarest = int(np.argmin(np.where(train > 0, train, np.iinfo(np.int64).max)))
    named = found.score.answered == rarest
    if not named.any():
        return []
    return [
        words(
            "trust.rarest",
            label=found.classes[rarest],
            said=f"{found.score.certainty[named].mean():.1%}",
            right=f"{found.score.right()[named].mean():.1%}",
            n=f"{named.sum():,}",
        )
    ]
