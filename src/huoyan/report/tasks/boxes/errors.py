"""What keeps the figures down: the kinds of errors, and how well small and large things are found."""

from __future__ import annotations

import math

from huoyan.metrics.detection.errors import KINDS
from huoyan.metrics.detection.matching import SIZES
from huoyan.report.charts.parts.bars import Bar, bar_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.boxes.evidence import BoxEvidence
from huoyan.results import Estimate

SHOWN = (*KINDS, "missed")


def mistakes_by_kind(found: BoxEvidence, words: Words) -> Section:
    losses = found.score.summary.errors.losses()
    bars = [
        Bar(words(f"error.{kind}"), max(0.0, losses[kind]), f"{losses[kind]:.3f}", words(f"error.{kind}_is"))
        for kind in SHOWN
    ]
    context = {
        "bars": two_widths(lambda width: bar_chart(bars, words("errors.title"), width)),
        "sizes": _sizes(found, words),
    }
    return section("errors", words, "tasks/boxes/html/errors.html", context)


def _sizes(found: BoxEvidence, words: Words) -> Table:
    """Average precision and recall of the sizes that occur."""
    wanted, metrics = found.score.summary.matches.wanted, found.score.metrics
    rows = []
    for at, size in enumerate(SIZES):
        name, recall = ("ap", "ar_100") if size == "all" else (f"ap_{size}", f"ar_{size}")
        if name in metrics and math.isfinite(metrics[name].value):
            figures = (metrics[name], metrics[recall])
            rows.append(
                (
                    cell(words(f"size.{size}")),
                    cell(int(wanted[at].sum())),
                    *(part for each in figures for part in _with_interval(each)),
                )
            )
    heads = [words("sizes.name"), words("sizes.things"), words.metric("ap"), words("sizes.interval")]
    heads += [words.metric("ar_100"), words("sizes.interval")]
    return table(heads, rows)


def _with_interval(figure: Estimate) -> tuple[Cell, Cell]:
    ends = f"{figure.low:.3f} – {figure.high:.3f}"
    return cell(figure.value, f"{figure.value:.3f}"), cell(figure.low, ends)
