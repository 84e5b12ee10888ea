"""The page of a detection: things in pictures, each with its class and its box."""

from __future__ import annotations

from collections.abc import Sequence

from huoyan.report.record import RunRecord
from huoyan.report.sections.random_split import random_split
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.report.tasks.boxes.by_class import by_class
from huoyan.report.tasks.boxes.confusion import confusion
from huoyan.report.tasks.boxes.data import data
from huoyan.report.tasks.boxes.errors import mistakes_by_kind
from huoyan.report.tasks.boxes.evidence import evidence, evidence_of
from huoyan.report.tasks.boxes.pictures import worst

__all__ = ["cards", "data", "evidence", "facts", "sections", "verdict"]

CARDS = ("ap", "ap50", "f1", "false_alarms_per_1000")


def cards(record: RunRecord) -> Sequence[str]:
    return CARDS


def verdict(record: RunRecord, words: Words) -> list[str]:
    """How many things were found, and how many that are none."""
    score = evidence_of(record).score
    shown, n = score.summary.shown, score.n
    right, wrong, missed = (int(each.sum()) for each in (shown.right, shown.wrong, shown.missed))
    return [
        words(
            "verdict.things",
            n=f"{n:,}",
            split=words.split(record.split),
            there=f"{right + missed:,}",
            right=f"{right:,}",
        ),
        words("verdict.false_alarms", shown=f"{right + wrong:,}", wrong=f"{wrong:,}")
        if right + wrong
        else words("verdict.no_boxes"),
    ]


def sections(record: RunRecord, words: Words) -> list[Section]:
    found = evidence_of(record)
    return [
        worst(record, words),
        by_class(found, words),
        mistakes_by_kind(found, words),
        confusion(found, words),
        *random_split(record, words),
    ]


def facts(record: RunRecord, words: Words) -> list[tuple[str, str]]:
    """When two boxes are one thing."""
    iou = evidence_of(record).score.task.nms_iou
    return [] if iou is None else [(words("model.nms"), f"{iou:g}")]
