"""Rare classes, before and after what was done about classes of unequal size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huoyan.report.charts.pairs import ROWS, Two, pair_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.record import ReferenceScore, Remedy, RunRecord
from huoyan.report.sections.comparison import figure_pairs, figure_table, pair_cells, pair_heads
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import LabelEvidence, evidence_of
from huoyan.results import Estimate


def remedy(record: RunRecord, words: Words) -> list[Section]:
    """None where nothing was done; without figures where they are not known."""
    if record.remedy is None:
        return []
    found, before = evidence_of(record), record.remedy.before
    context = {
        "read": words.joined(sentences(record.remedy, words)),
        "compared": _compared(found, before, words) if before is not None else None,
    }
    return [section("remedy", words, "tasks/labels/html/remedy.html", context)]


def sentences(done: Remedy, words: Words) -> list[str]:
    what = [] if done.method == "none" else [words(f"remedy.{done.method}")]
    return [*what, words(f"remedy.{done.how}")]


def class_pairs(found: LabelEvidence, before: ReferenceScore) -> list[tuple[Two, int]]:
    """A pair and the number of training pictures for each class with a picture to find, rarest first."""
    train = found.counts.get("train", (0,) * len(found.classes))
    per_class = found.score.summary.per_class
    pairs = []
    for name, trained in zip(found.classes, train, strict=True):
        first, second = before.per_class.get(name, {}), per_class.get(name, {})
        if first.get("support") and second.get("support"):
            a, b = _recall(first), _recall(second)
            counts = f"{round(a.value * a.n):,} → {round(b.value * b.n):,} / {b.n:,}"
            pairs.append((Two(name, a, b, counts), trained))
    return sorted(pairs, key=lambda pair: pair[1])


def _compared(found: LabelEvidence, before: ReferenceScore, words: Words) -> Mapping[str, object] | None:
    """The charts and tables of both sides; None where no class can be compared."""
    names = words("remedy.before"), words("remedy.after")
    classes = class_pairs(found, before)
    rows = [two for two, _ in classes]
    if not rows:
        return None
    figures = figure_pairs(before.metrics, found.score.metrics, words)
    read = [words("remedy.read")]
    if len(rows) > ROWS:
        read.append(words("remedy.part", shown=ROWS, n=len(found.classes)))
    return {
        "figures": two_widths(lambda width: pair_chart(figures, *names, width)),
        "figure_table": figure_table(before.metrics, found.score.metrics, names, words),
        "read": words.joined(read),
        "classes": two_widths(lambda width: pair_chart(rows, *names, width)),
        "class_table": class_table(classes, names, words),
    }


def class_table(classes: Sequence[tuple[Two, int]], names: tuple[str, str], words: Words) -> Table:
    heads = (
        words("classes.name"),
        words("compared.trained"),
        *pair_heads(names, words),
        words("compared.change"),
    )
    rows = (
        (cell(two.name), cell(trained), *pair_cells("recall", two.first, two.second))
        for two, trained in classes
    )
    return table(heads, rows)


def _recall(row: Mapping[str, float | int]) -> Estimate:
    return Estimate(row["recall"], row["recall_low"], row["recall_high"], int(row["support"]))
