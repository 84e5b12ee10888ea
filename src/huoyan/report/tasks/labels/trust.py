"""Whether probabilities can be believed, and how right a model is that may say "I do not know"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics import calibration
from huoyan.metrics.decisions import accuracy
from huoyan.metrics.intervals.groups import Groups
from huoyan.report.charts.reliability import Bin, ReliabilityNames, reliability_chart
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import LabelEvidence

LIMITS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Promise:
    """Answers with a confidence, 0..1 (N,), and whether each was right, bool (N,).

    read: what to look for in the chart; share: the words for the share that was right.
    """

    confidence: np.ndarray
    right: np.ndarray
    read: str
    share: str


def trust(promise: Promise, world: Sequence[str], accepted: Table | None, words: Words) -> list[Section]:
    """None without an answer. world: for which pictures the probabilities hold."""
    from markupsafe import Markup

    names = ReliabilityNames(
        words("trust.confidence"), promise.share, words("trust.ideal"), words("trust.pictures")
    )
    chart = reliability_chart(bins(promise), names)
    if not chart:
        return []
    context = {
        "read": promise.read,
        "world": words.joined(world),
        "reliability": Markup(chart),
        "accepted": accepted,
    }
    return [section("trust", words, "tasks/labels/html/trust.html", context)]


def bins(promise: Promise) -> list[Bin]:
    """Answers of about the same confidence."""
    found = calibration.reliability(promise.confidence, promise.right)
    columns = (found.low, found.high, found.count, found.confidence, found.accuracy)
    return [
        Bin(float(low), float(high), int(n), float(confidence), float(share))
        for low, high, n, confidence, share in zip(*columns, strict=True)
    ]


def acceptance(found: LabelEvidence, words: Words) -> Table:
    """How right the answers of at least some confidence are, and how many remain."""
    confidence, right = found.score.certainty, found.score.right()
    groups = Groups.named(found.score.named_groups)
    rows = []
    for limit in LIMITS:
        kept = confidence >= limit
        share = float(kept.mean())
        rows.append(
            (
                cell(words("accept.any") if not limit else f"{limit:.0%}"),
                cell(share, f"{share:.1%}"),
                cell(int(kept.sum())),
                *_accepted(right[kept], groups.of_rows(kept)),
            )
        )
    heads = ("limit", "share", "count", "right", "interval")
    return table([words(f"accept.{head}") for head in heads], rows)


def _accepted(right: np.ndarray, groups: Groups) -> tuple[Cell, Cell]:
    """The share that was right, and its interval: dashes where no answer is left."""
    if not len(right):
        return cell(math.nan, "–"), cell(math.nan, "–")
    found = accuracy(right).estimate(groups)
    return cell(found.value, f"{found.value:.1%}"), cell(found.low, f"{found.low:.1%} – {found.high:.1%}")
