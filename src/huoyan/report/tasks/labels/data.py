"""Labelled data: how many pictures each class has, and some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.report.charts.classes import count_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.record import RunRecord
from huoyan.report.shell.fill import filled
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.thumbs import Thumb, thumb
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import LabelEvidence, evidence_of

if TYPE_CHECKING:
    from markupsafe import Markup

# All pictures of the page, and their side in pixels.
EXAMPLES, SIDE = 120, 112
# Of clips: the longer side of a strip of frames.
STRIP = 320
# Up to so many classes each gets a row of pictures, beyond it one picture.
ROWS_OF_CLASSES, IN_ROW = 24, 6


def data(record: RunRecord, words: Words) -> Markup:
    found = evidence_of(record)
    counts = found.told_apart
    names = {split: words.split(split) for split in counts}
    groups = _examples(found, STRIP if words.of_clips else SIDE)
    read = [words("examples.read")]
    if len(groups) < len(found.classes):
        read.append(words("examples.part", shown=len(groups), n=len(found.classes)))
    context = {
        "words": words,
        "chart": two_widths(lambda width: count_chart(counts, found.classes, names, width)),
        "counts": _count_table(found, words),
        "examples": groups,
        "read": words.joined(read),
        "strips": words.of_clips,
        "single": len(groups) > ROWS_OF_CLASSES,
        "each": max((len(pictures) for _, pictures in groups), default=1),
    }
    return filled("tasks/labels/html/data.html", context)


def _examples(found: LabelEvidence, side: int) -> list[tuple[str, list[Thumb]]]:
    """(class, pictures) for the classes that have any."""
    groups = [(name, pictures) for name, pictures in found.examples if len(pictures)][:EXAMPLES]
    each = max(1, min(IN_ROW, EXAMPLES // max(1, len(groups))))
    each = 1 if len(groups) > ROWS_OF_CLASSES else each
    return [(name, [thumb(picture, side) for picture in pictures[:each]]) for name, pictures in groups]


def _count_table(found: LabelEvidence, words: Words) -> Table:
    """Counts of the classes in each split, with totals."""
    told = found.told_apart
    rows = []
    for name, *counts in zip(found.classes, *told.values(), strict=True):
        rows.append((cell(name), *map(cell, counts), cell(sum(counts))))
    return table([words("classes.name"), *map(words.split, told), words("data.total")], rows)
