"""Two scores side by side, figure by figure: as a chart and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huoyan.report.charts.pairs import Two
from huoyan.report.shell.numbers import PERCENT, figure
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.results import Estimate
from huoyan.text import number_form

Metrics = Mapping[str, Estimate]
# Shares that are set side by side, where both scores have them; the first is told in words.
COMPARED = ("accuracy", "exact_match", "balanced_accuracy", "macro_f1", "micro_f1")
# The same of predicted numbers, where there are no such shares; of more than one quantity each by its name.
COMPARED_OF_VALUES = ("r2", "mae", "rmse", "spearman")


def compared(first: Metrics, second: Metrics) -> list[str]:
    """Names of the figures that can be compared."""
    both = [name for name in first if name in second]
    of_values = [name for kind in COMPARED_OF_VALUES for name in both if name.partition(" ")[0] == kind]
    return [name for name in COMPARED if name in both] or of_values


def figure_pairs(first: Metrics, second: Metrics, words: Words) -> list[Two]:
    """Those of the figures that are shares: their chart goes from 0 to 1."""
    return [
        Two(words.metric(name), first[name], second[name], _numbers(first[name].n, second[name].n))
        for name in compared(first, second)
        if name in COMPARED
    ]


def figure_table(first: Metrics, second: Metrics, names: tuple[str, str], words: Words) -> Table:
    shown = compared(first, second)
    change = "compared.change" if set(shown) <= PERCENT else "compared.change_of_values"
    heads = (words("metrics.name"), *pair_heads(names, words), words(change))
    rows = ((cell(words.metric(name)), *pair_cells(name, first[name], second[name])) for name in shown)
    return table(heads, rows)


def pair_heads(names: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(head for name in names for head in (name, words("accept.interval"), words("metrics.n")))


def pair_cells(name: str, first: Estimate, second: Estimate) -> tuple[Cell, ...]:
    """Both figures called `name` with interval and count, and the change: of shares in points."""
    change = second.value - first.value
    told = f"{100 * change:+.1f}" if name in PERCENT else f"{change:+{number_form(change, 3)}}"
    return (*_cells(name, first), *_cells(name, second), cell(change, told))


def _cells(name: str, each: Estimate) -> tuple[Cell, Cell, Cell]:
    return (
        cell(each.value, figure(name, each.value)),
        cell(each.low, f"{figure(name, each.low)} – {figure(name, each.high)}"),
        cell(each.n),
    )


def _numbers(first: int, second: int) -> str:
    return f"n = {first:,}" if first == second else f"n = {first:,} → {second:,}"
