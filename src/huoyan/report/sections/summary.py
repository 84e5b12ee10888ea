"""The figures at the top of a report: cards, what was left out, notes, and all figures on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huoyan.metrics.minimum_counts import Lack
from huoyan.report.record import RunRecord
from huoyan.report.shell.fill import filled
from huoyan.report.shell.numbers import bounded, figure
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.results import Estimate
from huoyan.words import told

if TYPE_CHECKING:
    from markupsafe import Markup

    from huoyan.tasks.base import Score


@dataclass(frozen=True, slots=True)
class Card:
    """A headline figure, and of how many pictures. `bar`: (low, value, high) in percent of the track, None
    without a fixed scale."""

    name: str
    meaning: str
    value: str
    low: str
    high: str
    counted: str
    bar: tuple[float, float, float] | None


def summary(record: RunRecord, names: Sequence[str], words: Words) -> Markup:
    """`names`: of the figures that get a card, in their order; what was not measured has none."""
    score = record.evidence.score
    cards = [_card(name, score.metrics[name], score.groups, words) for name in names if name in score.metrics]
    context = {
        "words": words,
        "cards": cards,
        "left_out": left_out(score, words),
        "notes": [told(note, words.lang) for note in record.notes],
        "metrics": _metric_table(score, words),
    }
    return filled("sections/html/summary.html", context)


def measured(record: RunRecord, words: Words) -> str:
    """The part of the data, and its pictures."""
    score, split = record.evidence.score, words.split(record.split)
    return _counted("hero.pictures", "hero.groups", score.n, score.groups, words, split=split)


def left_out(score: Score, words: Words) -> list[str]:
    """A sentence for all figures that lack the same."""
    names: dict[Lack, list[str]] = {}
    for name, lack in score.left_out.items():
        names.setdefault(lack, []).append(words.metric(name))
    return [
        words(
            f"left.{lack.what}",
            figures=words.listed(figures),
            needed=lack.needed,
            found=lack.found,
            label=lack.label,
        )
        for lack, figures in names.items()
    ]


def _card(name: str, estimate: Estimate, groups: int | None, words: Words) -> Card:
    value, low, high = (figure(name, each) for each in (estimate.value, estimate.low, estimate.high))
    whole = "–" not in (low, high)
    bar = (estimate.low * 100, estimate.value * 100, estimate.high * 100)
    low, high = (low, high) if whole else ("", "")
    counted = _counted("card.n", "card.groups", estimate.n, groups, words)
    scaled = bounded(name) and whole and value != "–"
    return Card(words.metric(name), words.meaning(name), value, low, high, counted, bar if scaled else None)


def _counted(alone: str, grouped: str, n: int, groups: int | None, words: Words, **more: str) -> str:
    """How many pictures, and of how many groups where they have any."""
    if groups is None:
        return words(alone, n=f"{n:,}", **more)
    return words(grouped, n=f"{n:,}", groups=f"{groups:,}", **more)


def _metric_table(score: Score, words: Words) -> Table:
    heads = ("name", "value", "low", "high", "n", "meaning")
    rows = (
        (
            cell(words.metric(name)),
            *(cell(value, figure(name, value)) for value in (each.value, each.low, each.high)),
            cell(each.n),
            cell(words.meaning(name)),
        )
        for name, each in score.metrics.items()
    )
    return table([words(f"metrics.{head}") for head in heads], rows)
