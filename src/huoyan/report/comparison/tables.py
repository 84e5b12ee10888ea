"""Tables of models that were compared: what each scores and costs, and every two of them."""

from __future__ import annotations

from collections.abc import Iterator

from huoyan.comparison.compare import Comparison, Pair
from huoyan.comparison.sentences import chance_text, signed
from huoyan.report.shell.numbers import PERCENT, figure, size
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.results import Estimate


def run_table(found: Comparison, words: Words) -> Table:
    """A row a model: the figure that decides, time and size."""
    heads = (
        *_heads(words, "run"),
        words.metric(found.figure),
        words("accept.interval"),
        *_heads(words, "time", "size", "network", "parameters", "engine"),
    )
    rows = (
        (
            cell(each.name),
            *_with_interval(found.figure, each.evaluation.score.metrics[found.figure]),
            cell(each.speed.milliseconds, f"{each.speed.milliseconds:.3g} ms"),
            cell(each.bytes, size(each.bytes)),
            cell(each.network),
            cell(each.parameters),
            cell(f"{each.speed.engine} {each.speed.precision}"),
        )
        for each in found.runs
    )
    return table(heads, rows)


def headline_tables(found: Comparison, words: Words) -> list[tuple[str, Table]]:
    """For each headline figure that any model has: a row a model."""
    heads = (*_heads(words, "run"), words("metrics.value"), words("accept.interval"), words("metrics.n"))
    tables = []
    for name in found.headlines:
        rows = [
            (cell(each.name), *_with_interval(name, known), cell(known.n))
            for each in found.runs
            if (known := each.evaluation.score.metrics.get(name)) is not None
        ]
        if rows:
            tables.append((words.metric(name), table(heads, rows)))
    return tables


def pair_table(found: Comparison, words: Words) -> Table:
    """A row a pair and figure, the first less the second; only the one that decides is tested."""
    several = any(len(pair.differences) > 1 for pair in found.pairs)
    heads = (
        *_heads(words, "first", "second", *(["figure"] if several else [])),
        *_heads(words, "difference"),
        words("accept.interval"),
        *_heads(words, "alone", "p", "holm", "better"),
    )
    return table(heads, (row for pair in found.pairs for row in _of_pair(pair, found, words)))


def _of_pair(pair: Pair, found: Comparison, words: Words) -> Iterator[tuple[Cell, ...]]:
    for name, each in pair.differences.items():
        tested = _tested(pair, words) if name == found.figure else (cell(""),) * 4
        of = [cell(words.metric(name))] if len(pair.differences) > 1 else []
        yield (cell(pair.first), cell(pair.second), *of, *_difference(name, each), *tested)


def _tested(pair: Pair, words: Words) -> tuple[Cell, ...]:
    alone = "" if pair.alone is None else f"{pair.alone[0]:,} / {pair.alone[1]:,}"
    chances = (cell(p, chance_text(p).removeprefix("= ")) for p in (pair.p, pair.adjusted))
    return (cell(alone), *chances, cell(pair.better or words("comparison.neither")))


def _difference(name: str, each: Estimate) -> tuple[Cell, Cell]:
    """Shares in points."""
    ends = (each.value, each.low, each.high)
    percent = name in PERCENT
    value, low, high = (f"{100 * round(x, 12) + 0.0:+.1f}" if percent else signed(x) for x in ends)
    return cell(each.value, value), cell(each.low, f"{low} – {high}")


def _with_interval(name: str, each: Estimate) -> tuple[Cell, Cell]:
    bounds = f"{figure(name, each.low)} – {figure(name, each.high)}"
    return cell(each.value, figure(name, each.value)), cell(each.low, bounds)


def _heads(words: Words, *names: str) -> tuple[str, ...]:
    return tuple(words(f"comparison.{name}") for name in names)
