"""Whether a classifier of real pictures takes made ones of a class for it, beside real ones new to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.intervals.proportions import difference, wilson
from huoyan.results import Estimate

# Made pictures of a class fall short of it where their share is surely below that of real ones by more.
SHORT_BY = 0.1


@dataclass(frozen=True, slots=True)
class Recognised:
    """made: the share of made pictures of a class that are taken for it; real: that of real ones, which is
    what can be had, None where there are none."""

    made: Estimate
    real: Estimate | None

    @property
    def short(self) -> bool:
        """Whether made pictures are surely (95 %) taken for it less often than real ones, by a tenth."""
        return self.real is not None and difference(self.real, self.made).low > SHORT_BY


def recognised(
    answers: np.ndarray, wanted: np.ndarray, real_right: Sequence[int], real_n: Sequence[int]
) -> list[Recognised]:
    """Of every class. answers, wanted: what each made picture is taken for, and was to be, int64 (N,), each
    class at least once; real_right of real_n real pictures of each class are taken for it."""
    found = []
    for name, (right, n) in enumerate(zip(real_right, real_n, strict=True)):
        ours = answers[wanted == name]
        made = wilson(int((ours == name).sum()), len(ours))
        found.append(Recognised(made, wilson(int(right), int(n)) if n else None))
    return found
