"""Class by class: how much of each was found, with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping

from huoyan.report.charts.classes import ROWS, Recall, recall_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.shell.numbers import figure
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import LabelEvidence

COUNTS = frozenset({"support"})
BOUNDS = frozenset({"recall_low", "recall_high"})


def by_class(found: LabelEvidence, words: Words) -> list[Section]:
    """None where no class has a figure."""
    shown, figures = recalls(found), _figures(found, words)
    if not shown and figures is None:
        return []
    level = sum(each.value for each in shown) / max(1, len(shown))
    read = [words("classes.read")]
    if len(shown) > ROWS:
        read.append(words("classes.part", shown=ROWS, n=len(found.classes)))
    context = {
        "read": words.joined(read),
        "chart": two_widths(lambda width: recall_chart(shown, level, words("classes.level"), width)),
        "figures": figures,
    }
    return [section("classes", words, "tasks/labels/html/by_class.html", context)]


def recalls(found: LabelEvidence) -> list[Recall]:
    """The recall of each class with a picture to find."""
    return [
        Recall(
            name,
            round(row["recall"] * row["support"]),
            int(row["support"]),
            row["recall"],
            row["recall_low"],
            row["recall_high"],
        )
        for name, row in found.score.summary.per_class.items()
        if row.get("support") and "recall_low" in row
    ]


def _figures(found: LabelEvidence, words: Words) -> Table | None:
    """A row a class, a column a figure that the summary gives; None without any."""
    per_class = found.score.summary.per_class
    columns = [
        key for key in dict.fromkeys(key for row in per_class.values() for key in row) if key not in BOUNDS
    ]
    if not columns:
        return None
    rows = (
        (
            cell(name),
            *(_cell(key, row) for key in columns),
            cell(row.get("recall_low", 0.0), _bounds(row)),
        )
        for name, row in per_class.items()
    )
    return table([words("classes.name"), *map(words.column, columns), words("class.interval")], rows)


def _cell(key: str, row: Mapping[str, float | int]) -> Cell:
    value = row.get(key, math.nan)
    if key in COUNTS and math.isfinite(value):
        return cell(int(value))
    return cell(float(value), figure(key, float(value)))


def _bounds(row: Mapping[str, float | int]) -> str:
    if "recall_low" not in row:
        return "–"
    return f"{row['recall_low']:.1%} – {row['recall_high']:.1%}"
