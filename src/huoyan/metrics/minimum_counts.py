"""Why a figure is left out: what its 95 % interval needs to hold, and what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from huoyan.metrics.intervals.groups import Groups
from huoyan.words import Message

# With fewer the interval covers less than 88 % somewhere (benchmarks/coverage.py).
LEAST_FOR_LOSS = 5
LEAST_FOR_ECE = 20
LEAST_FOR_ROC = 5
LEAST_FOR_PRECISION = 10
# Probabilities that are kept for the areas under curves (200 MB); without them these figures are left out.
MOST_KEPT = 50_000_000

What = Literal[
    "samples",
    "groups",
    "positive",
    "negative",
    "positive_groups",
    "negative_groups",
    "kept",
    "unequal_truths",
    "unequal_answers",
    "margins",
    "things",
    "things_groups",
    "good",
    "good_groups",
    "defects",
    "defects_groups",
    "shown",
    "empty",
    "empty_groups",
]


@dataclass(frozen=True, slots=True)
class Lack:
    """What there is too little of: `found` where `needed` is the least; `label` names the class, or the
    things, if any.

    Values that differ, and margins of intervals, are there or not: they have no numbers.
    """

    what: What
    needed: int = 0
    found: int = 0
    label: str = ""

    @property
    def message(self) -> Message:
        return Message(f"metric.lacks_{self.what}", needed=self.needed, found=self.found, label=self.label)

    def __str__(self) -> str:
        return str(self.message)


def of_samples(groups: Groups, needed: int) -> Lack | None:
    """The lack of samples, or of groups, where there are any."""
    if groups.count >= needed:
        return None
    return Lack("samples" if groups.independent else "groups", needed, groups.count)


def of_sides(truth: np.ndarray, classes: tuple[str, ...], groups: Groups, needed: int) -> Lack | None:
    """The first class that has too few samples, or that too few do not have; classes without any do not
    count.

    `truth`: class indices (N,), where two classes count as one question, or 0/1 (N, C).
    """
    for c, label in enumerate(classes):
        given = truth[:, c] > 0 if truth.ndim == 2 else truth == c
        positive, negative = groups.number(given), groups.number(~given)
        if 0 < positive < needed:
            return Lack("positive" if groups.independent else "positive_groups", needed, positive, label)
        if positive and negative < needed:
            return Lack("negative" if groups.independent else "negative_groups", needed, negative, label)
    return None
