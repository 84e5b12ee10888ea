"""Two scores side by side, figure by figure: as a chart and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huoyan.report.charts.pairs import Two
from huoyan.report.shell.numbers import figure
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.results import Estimate

Metrics = Mapping[str, Estimate]
# Shares that are set side by side, where both scores have them; the first is told in words.
COMPARED = ("accuracy", "exact_match", "balanced_accuracy", "macro_f1", "micro_f1")


def shared(first: Metrics, second: Metrics) -> list[str]:
    """Names of the figures that can be compared."""
    return [name for name in COMPARED if name in first and name in second]


def figure_pairs(first: Metrics, second: Metrics, words: Words) -> list[Two]:
    return [
        Two(words.metric(name), first[name], second[name], _numbers(first[name].n, second[name].n))
        for name in shared(first, second)
    ]


def figure_table(first: Metrics, second: Metrics, names: tuple[str, str], words: Words) -> Table:
    heads = (words("metrics.name"), *pair_heads(names, words), words("compared.change"))
    rows = (
        (cell(words.metric(name)), *pair_cells(name, first[name], second[name]))
        for name in shared(first, second)
    )
    return table(heads, rows)


def pair_heads(names: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(head for name in names for head in (name, words("accept.interval"), words("metrics.n")))


def pair_cells(name: str, first: Estimate, second: Estimate) -> tuple[Cell, ...]:
    """Both figures called `name` with interval and count, and the change in points."""
    change = second.value - first.value
    return (*_cells(name, first), *_cells(name, second), cell(change, f"{100 * change:+.1f}"))


def _cells(name: str, each: Estimate) -> tuple[Cell, Cell, Cell]:
    return (
        cell(each.value, figure(name, each.value)),
        cell(each.low, f"{figure(name, each.low)} – {figure(name, each.high)}"),
        cell(each.n),
    )


def _numbers(first: int, second: int) -> str:
    return f"n = {first:,}" if first == second else f"n = {first:,} → {second:,}"
