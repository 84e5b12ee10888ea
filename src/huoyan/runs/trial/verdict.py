"""Whether made pictures are kept: only where they are measured to help, against every other way to help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from huoyan.results import Estimate

# The arm that learns from made pictures too.
GAN = "gan"
# Of the first the mean over the classes that are short; the second is over all.
FIGURES = ("short_recall", "balanced_accuracy")
# Whole pairs without which nothing is kept.
LEAST = 10

Why = Literal["better", "few_pairs", "not_better", "worse"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """figure: by which made pictures are better than every other arm. best: of the other arms, None where
    none was scored."""

    kept: bool
    why: Why
    figure: str | None
    best: str | None


def judged(
    differences: Mapping[str, Mapping[str, Estimate]],
    figures: Mapping[str, Mapping[str, Estimate]],
    pairs: int,
) -> Verdict:
    """differences: of made pictures less each other arm, by `FIGURES`; figures: of each arm.

    Kept where in one figure the interval of every difference is above 0, and in the other none is below 0.
    """
    best = max(differences, key=lambda arm: sum(figures[arm][name].value for name in FIGURES), default=None)
    if pairs < LEAST or best is None:
        return Verdict(False, "few_pairs", None, best)
    ahead = [name for name in FIGURES if all(row[name].low > 0 for row in differences.values())]
    behind = {name for name in FIGURES if any(row[name].high < 0 for row in differences.values())}
    if ahead and not behind:
        return Verdict(True, "better", ahead[0], best)
    return Verdict(False, "worse" if behind else "not_better", None, best)
