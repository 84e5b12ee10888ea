"""Which classes are taken for each other, for the background, and the background for them."""

from __future__ import annotations

from huoyan.report.charts.confusion import READABLE, SMALL, Pair, confused_pairs, confusion_chart
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.boxes.evidence import BoxEvidence

PAIRS = 12
HEADS = (
    ("confusion", "truth"),
    ("confusion", "predicted"),
    ("box_confusion", "count"),
    ("confusion", "share"),
)


def confusion(found: BoxEvidence, words: Words) -> Section:
    from markupsafe import Markup

    matrix = found.score.summary.shown.confusion()
    names = [*found.classes, words("mark.background")]
    pairs = confused_pairs(matrix, names, most=PAIRS)
    rows = (
        (cell(pair.truth), cell(pair.predicted), cell(pair.count), _share(pair, names[-1])) for pair in pairs
    )
    heads = [words(f"{room}.{head}") for room, head in HEADS]
    truth, predicted = words("confusion.truth"), words("confusion.predicted")
    context = {
        "matrix": Markup(confusion_chart(matrix, names, truth, predicted)),
        "small": len(names) <= SMALL,
        "readable": len(names) <= READABLE,
        "pairs": table(heads, rows),
    }
    return section("confusion", words, "tasks/boxes/html/confusion.html", context)


def _share(pair: Pair, background: str) -> Cell:
    """Of the things of the class; the background has no number of things."""
    return cell(-1.0, "–") if pair.truth == background else cell(pair.share, f"{pair.share:.1%}")
