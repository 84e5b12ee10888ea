"""Data with boxes: how many things each class has, pictures without any, and some of those trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.report.charts.classes import count_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.record import RunRecord
from huoyan.report.shell.fill import filled
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.boxes.evidence import BoxEvidence, Marked, evidence_of
from huoyan.report.tasks.boxes.pictures import boxed
from huoyan.words import counted

if TYPE_CHECKING:
    from markupsafe import Markup


def data(record: RunRecord, words: Words) -> Markup:
    found = evidence_of(record)
    names = {split: words.split(split) for split in found.counts}
    context = {
        "words": words,
        "chart": two_widths(lambda width: count_chart(found.counts, found.classes, names, width)),
        "counts": _counts(found, words),
        "examples": [boxed(each, _told(each, words), words) for each in found.examples],
    }
    return filled("tasks/boxes/html/data.html", context)


def _counts(found: BoxEvidence, words: Words) -> Table:
    """Things of each class in each part, pictures, and those without things."""
    rows = [
        (cell(name), *map(cell, counts), cell(sum(counts)))
        for name, *counts in zip(found.classes, *found.counts.values(), strict=True)
    ]
    for at, name in ((1, "pictures"), (0, "empty")):
        counts = [each[at] for each in found.empty.values()]
        rows.append((cell(words(f"box_data.{name}")), *map(cell, counts), cell(sum(counts))))
    heads = [words("classes.name"), *map(words.split, found.counts), words("data.total")]
    return table(heads, rows)


def _told(marked: Marked, words: Words) -> str:
    return words("box_data.things", boxes=counted(len(marked.marks), "box"))
