"""A run beside what it is compared with: without its remedy for imbalance, and on a random split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.intervals import difference
from huoyan.report.charts.pairs import ROWS, Two
from huoyan.report.figures import Cell, Table, cell, figure
from huoyan.report.record import RunRecord, Scores
from huoyan.report.shell.words import Words
from huoyan.results import Estimate

COMPARED = ("accuracy", "balanced_accuracy", "exact_match", "macro_f1", "micro_f1")
HEADLINES = ("accuracy", "exact_match")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a section shows: sentences, the words for both sides, figures and classes in pairs, their tables.

    `cut`: how many classes the chart leaves out. `falls`: whether a lower second figure is bad news.
    """

    sentences: tuple[str, ...]
    names: tuple[str, str]
    figures: tuple[Two, ...] = ()
    classes: tuple[Two, ...] = ()
    figure_table: Table | None = None
    class_table: Table | None = None
    cut: int = 0
    falls: bool = True


def remedy(record: RunRecord, words: Words) -> Comparison | None:
    """Before and after the remedy, the rarest class first; without figures where they are not known."""
    done = record.remedy
    if done is None:
        return None
    names = words("remedy.before"), words("remedy.after")
    what = () if done.method == "none" else (words(f"remedy.{done.method}"),)
    sentences = (*what, words(f"remedy.{done.how}"))
    if done.before is None:
        return Comparison(sentences, names)
    classes = _classes(record, done.before)
    return Comparison(
        sentences,
        names,
        _figures(done.before.metrics, record.summary.metrics, words),
        tuple(two for two, _ in classes),
        _figure_table(done.before.metrics, record.summary.metrics, names, words),
        _class_table(classes, names, words),
        max(0, len(classes) - ROWS),
    )


def random(record: RunRecord, words: Words) -> Comparison | None:
    """The score on a random split and the run's own."""
    if record.random is None:
        return None
    names = words("random.there"), words("random.here")
    there, here = record.random.metrics, record.summary.metrics
    return Comparison(
        (words("random.read"), leak_sentence(here, there, words)),
        names,
        _figures(there, here, words),
        figure_table=_figure_table(there, here, names, words),
        falls=False,
    )


def leak_sentence(here: Mapping[str, Estimate], there: Mapping[str, Estimate], words: Words) -> str:
    """What it means that a random split scored otherwise than the run's own."""
    name = next(each for each in HEADLINES if each in here and each in there)
    gap = difference(there[name], here[name])
    key = "higher" if gap.low > 0 else "lower" if gap.high < 0 else "chance"
    return words(
        f"random.{key}",
        metric=words.metric(name),
        there=f"{there[name].value:.1%}",
        here=f"{here[name].value:.1%}",
        gap=f"{100 * gap.value:.1f}",
        low=f"{100 * gap.low:.1f}",
        high=f"{100 * gap.high:.1f}",
        n=f"{there[name].n:,}",
        m=f"{here[name].n:,}",
    )


def world(record: RunRecord, words: Words) -> list[str]:
    """For which mix of classes the probabilities hold."""
    if not record.even:
        return [words("trust.as_trained")]
    if record.multilabel:
        return [words("trust.even_labels")]
    train = record.counts.get("train")
    answers = record.predicted()
    if train is None or not len(answers):
        return [words("trust.even")]
    rarest = int(np.argmin(np.where(np.array(train) > 0, train, np.iinfo(np.int64).max)))
    named = answers == rarest
    if not named.any():
        return [words("trust.even")]
    return [
        words("trust.even"),
        words(
            "trust.rarest",
            label=record.classes[rarest],
            said=f"{record.probabilities[named, rarest].mean():.1%}",
            right=f"{(record.targets[named] == rarest).mean():.1%}",
            n=f"{named.sum():,}",
        ),
    ]


def _figures(first: Mapping[str, Estimate], second: Mapping[str, Estimate], words: Words) -> tuple[Two, ...]:
    return tuple(
        Two(words.metric(name), first[name], second[name], _numbers(first[name].n, second[name].n))
        for name in COMPARED
        if name in first and name in second
    )


def _numbers(first: int, second: int) -> str:
    return f"n = {first:,}" if first == second else f"n = {first:,} → {second:,}"


def _classes(record: RunRecord, before: Scores) -> list[tuple[Two, int]]:
    """A pair and the number of training pictures for each class with a picture to find."""
    train = record.counts.get("train", (0,) * len(record.classes))
    pairs = []
    for name, trained in zip(record.classes, train, strict=True):
        first, second = before.per_class.get(name, {}), record.summary.per_class.get(name, {})
        if first.get("support") and second.get("support"):
            a, b = _recall(first), _recall(second)
            found = f"{round(a.value * a.n):,} → {round(b.value * b.n):,} / {b.n:,}"
            pairs.append((Two(name, a, b, found), trained))
    return sorted(pairs, key=lambda pair: pair[1])


def _recall(row: Mapping[str, float | int]) -> Estimate:
    return Estimate(row["recall"], row["recall_low"], row["recall_high"], int(row["support"]))


def _figure_table(
    first: Mapping[str, Estimate], second: Mapping[str, Estimate], names: tuple[str, str], words: Words
) -> Table:
    heads = (words("metrics.name"), *_heads(names, words), words("compared.change"))
    rows = tuple(
        (cell(words.metric(name)), *_pair_cells(name, first[name], second[name]))
        for name in COMPARED
        if name in first and name in second
    )
    return Table(heads, rows)


def _class_table(classes: Sequence[tuple[Two, int]], names: tuple[str, str], words: Words) -> Table:
    heads = (
        words("classes.name"),
        words("compared.trained"),
        *_heads(names, words),
        words("compared.change"),
    )
    rows = tuple(
        (cell(two.name), cell(trained), *_pair_cells("recall", two.first, two.second))
        for two, trained in classes
    )
    return Table(heads, rows)


def _heads(names: tuple[str, str], words: Words) -> tuple[str, ...]:
    return tuple(head for name in names for head in (name, words("accept.interval"), words("metrics.n")))


def _pair_cells(name: str, first: Estimate, second: Estimate) -> tuple[Cell, ...]:
    change = second.value - first.value
    return (*_cells(name, first), *_cells(name, second), cell(change, f"{100 * change:+.1f}"))


def _cells(name: str, each: Estimate) -> tuple[Cell, Cell, Cell]:
    return (
        cell(each.value, figure(name, each.value)),
        cell(each.low, f"{figure(name, each.low)} – {figure(name, each.high)}"),
        cell(each.n),
    )
