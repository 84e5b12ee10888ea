"""Figures of a record as a reader wants them: rounded, named, with what is needed to sort a table by them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from huoyan.metrics.decisions import accuracy
from huoyan.metrics.groups import Groups
from huoyan.metrics.minimum_counts import Lack
from huoyan.report.charts.classes import Recall
from huoyan.report.check.sentences import listed
from huoyan.report.record import RunRecord
from huoyan.report.shell.words import Words
from huoyan.results import Estimate
from huoyan.runs.learning_curve import Epoch

# Shares of pictures or answers read best as percentages; areas, losses and errors as plain numbers.
PERCENT = frozenset(
    {"accuracy", "balanced_accuracy", "top_5", "exact_match", "hamming_accuracy"}
    | {"macro_f1", "micro_f1", "weighted_f1", "macro_precision", "macro_recall"}
    | {"precision", "recall", "f1"}
)
# Errors and losses have no end that is good to point at.
UNBOUNDED = frozenset({"log_loss", "brier", "ece"})
COUNTS = frozenset({"support"})
BOUNDS = frozenset({"recall_low", "recall_high"})
CARDS = ("accuracy", "macro_f1", "roc_auc", "ece")
CARDS_OF_MANY = ("accuracy", "top_5", "macro_f1", "ece")
CARDS_OF_LABELS = ("mean_average_precision", "macro_f1", "exact_match", "roc_auc")
MANY_CLASSES = 20
LIMITS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)


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


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: what is read, what is sorted by (a number sorts as a number), and its CSS class."""

    text: str
    key: float | str
    numeric: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def figure(name: str, value: float) -> str:
    """98.0% for shares, 0.987 for the rest, an en dash where there is no value."""
    if not math.isfinite(value):
        return "–"
    return f"{value:.1%}" if name in PERCENT else f"{value:.3f}"


def known(value: float) -> bool:
    return math.isfinite(value)


def cards(record: RunRecord, words: Words) -> list[Card]:
    metrics = record.summary.metrics
    names = CARDS_OF_MANY if len(record.classes) >= MANY_CLASSES else CARDS
    names = CARDS_OF_LABELS if record.multilabel else names
    groups = record.summary.groups
    return [_card(name, metrics[name], groups, words) for name in names if name in metrics]


def _card(name: str, estimate: Estimate, groups: int | None, words: Words) -> Card:
    whole = known(estimate.low) and known(estimate.high)
    bar = (estimate.low * 100, estimate.value * 100, estimate.high * 100)
    low, high = (figure(name, estimate.low), figure(name, estimate.high)) if whole else ("", "")
    scaled = whole and known(estimate.value) and name not in UNBOUNDED
    value = figure(name, estimate.value)
    counted = _counted("card.n", "card.groups", estimate.n, groups, words)
    return Card(words.metric(name), words.meaning(name), value, low, high, counted, bar if scaled else None)


def _counted(alone: str, grouped: str, n: int, groups: int | None, words: Words, **more: str) -> str:
    """How many pictures, and of how many groups where they have any."""
    if groups is None:
        return words(alone, n=f"{n:,}", **more)
    return words(grouped, n=f"{n:,}", groups=f"{groups:,}", **more)


def measured(record: RunRecord, words: Words) -> str:
    """The part of the data, and its pictures."""
    summary, split = record.summary, words.split(record.split)
    return _counted("hero.pictures", "hero.groups", summary.n, summary.groups, words, split=split)


def left_out(record: RunRecord, words: Words) -> list[str]:
    """A sentence for all figures that lack the same."""
    names: dict[Lack, list[str]] = {}
    for name, lack in record.summary.left_out.items():
        names.setdefault(lack, []).append(words.metric(name))
    return [
        words(
            f"left.{lack.what}",
            figures=listed(words, figures),
            needed=lack.needed,
            found=lack.found,
            label=lack.label,
        )
        for lack, figures in names.items()
    ]


def cell(value: Any, text: str | None = None) -> Cell:
    """A cell of a number or of text; `text` overrides how it reads."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Cell(str(value) if text is None else text, str(value), False)
    key = float(value) if math.isfinite(value) else -1.0
    return Cell(f"{value:,}" if text is None else text, key, True)


def metric_table(record: RunRecord, words: Words) -> Table:
    heads = ("name", "value", "low", "high", "n", "meaning")
    rows = (
        (
            cell(words.metric(name)),
            cell(each.value, figure(name, each.value)),
            cell(each.low, figure(name, each.low)),
            cell(each.high, figure(name, each.high)),
            cell(each.n),
            cell(words.meaning(name)),
        )
        for name, each in record.summary.metrics.items()
    )
    return Table(tuple(words(f"metrics.{head}") for head in heads), tuple(rows))


def class_table(record: RunRecord, words: Words) -> Table | None:
    """A row a class, a column a figure that the summary gives; None without any."""
    per_class = record.summary.per_class
    columns = [
        key for key in dict.fromkeys(key for row in per_class.values() for key in row) if key not in BOUNDS
    ]
    if not columns:
        return None
    rows = (
        (
            cell(name),
            *(_class_cell(key, row) for key in columns),
            cell(row.get("recall_low", 0.0), _bounds(row)),
        )
        for name, row in per_class.items()
    )
    heads = (words("classes.name"), *map(words.column, columns), words("class.interval"))
    return Table(heads, tuple(rows))


def _class_cell(key: str, row: Mapping[str, float | int]) -> Cell:
    value = row.get(key, math.nan)
    return (
        cell(int(value)) if key in COUNTS and known(value) else cell(float(value), figure(key, float(value)))
    )


def _bounds(row: Mapping[str, float | int]) -> str:
    if "recall_low" not in row:
        return "–"
    return f"{row['recall_low']:.1%} – {row['recall_high']:.1%}"


def recalls(record: RunRecord) -> list[Recall]:
    """The recall of each class with its interval, as the summary has them."""
    return [
        Recall(
            name,
            round(row["recall"] * row["support"]),
            int(row["support"]),
            row["recall"],
            row["recall_low"],
            row["recall_high"],
        )
        for name, row in record.summary.per_class.items()
        if row.get("support") and "recall_low" in row
    ]


def count_table(record: RunRecord, words: Words) -> Table:
    """Counts of the classes in each split, with totals."""
    splits = tuple(record.counts)
    rows = []
    for i, name in enumerate(record.classes):
        counts = [record.counts[split][i] for split in splits]
        rows.append((cell(name), *map(cell, counts), cell(sum(counts))))
    return Table((words("classes.name"), *map(words.split, splits), words("data.total")), tuple(rows))


def plain_table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    return Table(tuple(heads), tuple(tuple(row) for row in rows))


def baseline(record: RunRecord) -> tuple[str, float] | None:
    """The most common class and the accuracy of always saying it; None for multi-label or no pictures."""
    if record.multilabel or not len(record.targets):
        return None
    counts = [int((record.targets == i).sum()) for i in range(len(record.classes))]
    best = max(range(len(counts)), key=counts.__getitem__)
    return record.classes[best], counts[best] / len(record.targets)


def verdict(record: RunRecord, words: Words) -> list[str]:
    """The result in plain sentences: how many were right, what guessing gives, and what to think of it."""
    n = len(record.targets)
    right = n - record.wrong_count()
    key = "verdict.labels" if record.multilabel else "verdict.classes"
    sentences = [words(key, n=f"{n:,}", split=words.split(record.split), right=f"{right:,}")]
    if (guess := baseline(record)) is not None:
        sentences.append(words("verdict.baseline", label=guess[0], share=f"{guess[1]:.1%}"))
    if record.split in ("train", "val", "test"):
        sentences.append(words(f"verdict.{record.split}"))
    return sentences


def duration(seconds: float, words: Words) -> str:
    """42 s, 3.5 min, 1.2 h."""
    if seconds < 120:
        return words("training.seconds", n=f"{seconds:.3g}")
    if seconds < 7200:
        return words("training.minutes", n=f"{seconds / 60:.1f}")
    return words("training.hours", n=f"{seconds / 3600:.1f}")


def acceptance_table(record: RunRecord, words: Words) -> Table | None:
    """How right the answers of at least some confidence are, and how many remain. None for multi-label."""
    if record.multilabel or not len(record.targets):
        return None
    confidence = record.probabilities.max(axis=1)
    right = record.probabilities.argmax(axis=1) == record.targets
    groups = Groups.named(record.groups or (None,) * len(right))
    rows = []
    for limit in LIMITS:
        kept = confidence >= limit
        count, share = int(kept.sum()), float(kept.mean())
        least = words("accept.any") if not limit else f"{limit:.0%}"
        rows.append(
            (
                cell(least),
                cell(share, f"{share:.1%}"),
                cell(count),
                *_accepted(right[kept], groups.of_rows(kept)),
            )
        )
    heads = ("limit", "share", "count", "right", "interval")
    return Table(tuple(words(f"accept.{head}") for head in heads), tuple(rows))


def _accepted(right: np.ndarray, groups: Groups) -> tuple[Cell, Cell]:
    """The share that was right, and its interval: dashes where no answer is left."""
    if not len(right):
        return cell(math.nan, "–"), cell(math.nan, "–")
    found = accuracy(right).estimate(groups)
    return cell(found.value, f"{found.value:.1%}"), cell(found.low, f"{found.low:.1%} – {found.high:.1%}")


def moment(created: str) -> str:
    """An ISO 8601 time as people read it; anything else as it is."""
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        return created
    if len(created) <= len("2026-01-02"):
        return created
    return f"{when:%Y-%m-%d %H:%M} {when.tzname() or ''}".rstrip()


def training_facts(epochs: Sequence[Epoch], words: Words) -> list[tuple[str, str]]:
    """(name, value) pairs of what was measured of the training."""
    if not epochs:
        return []
    facts = [(words("training.epochs"), f"{max(each.epoch for each in epochs):g}")]
    seconds = [each.seconds for each in epochs if each.seconds is not None]
    if seconds:
        facts.append((words("training.time"), duration(max(seconds), words)))
    rates = sorted(each.images_per_second for each in epochs if each.images_per_second is not None)
    if rates:
        facts.append((words("training.speed"), f"{rates[len(rates) // 2]:,.0f}"))
    if epochs[-1].lr is not None:
        facts.append((words("training.lr"), f"{epochs[-1].lr:.2g}"))
    return facts


def size(count: int) -> str:
    """Bytes as people read them: 512 B, 1.4 kB, 5.3 MB (powers of 1000)."""
    value, units = float(count), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"
