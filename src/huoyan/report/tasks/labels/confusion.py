"""Which classes are mixed up: the matrix where it can be read, and the most common pairs."""

from __future__ import annotations

from huoyan.report.charts.confusion import READABLE, SMALL, confused_pairs, confusion_chart
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import LabelEvidence

# The most common mix-ups: a few beside a matrix, more where they stand for it.
PAIRS_BESIDE, PAIRS_ALONE = 8, 30


def confusion(found: LabelEvidence, words: Words) -> list[Section]:
    """None without a matrix."""
    from markupsafe import Markup

    matrix, classes = found.score.summary.confusion, found.classes
    if matrix is None:
        return []
    pairs = confused_pairs(matrix, classes, most=PAIRS_BESIDE if len(classes) <= READABLE else PAIRS_ALONE)
    rows = (
        (cell(pair.truth), cell(pair.predicted), cell(pair.count), cell(pair.share, f"{pair.share:.1%}"))
        for pair in pairs
    )
    heads = [words(f"confusion.{head}") for head in ("truth", "predicted", "count", "share")]
    context = {
        "matrix": Markup(
            confusion_chart(matrix, classes, words("confusion.truth"), words("confusion.predicted"))
        ),
        "small": len(classes) <= SMALL,
        "pairs": table(heads, rows),
        "n": len(classes),
    }
    return [section("confusion", words, "tasks/labels/html/confusion.html", context)]
