"""How often a running answer is right, by how much of a clip has been seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from huoyan.metrics import decisions
from huoyan.metrics.intervals.groups import Groups
from huoyan.results import Estimate

MOMENTS = 40


@dataclass(frozen=True, slots=True)
class EarlyDecisions:
    """After each of `seconds`, from the first frame of a clip, the share of clips whose answer by then is
    right. A clip that has ended counts with its last answer, one that is not answered yet as wrong.
    unit: "rows" of sequences of numbers, which have no clock.
    """

    seconds: tuple[float, ...]
    accuracy: tuple[Estimate, ...]
    unit: Literal["seconds", "rows"] = "seconds"

    @property
    def n(self) -> int:
        return self.accuracy[-1].n

    def reaches(self, share: float) -> float:
        """The seconds from which on at least this share of the last accuracy is kept."""
        enough = np.array([each.value for each in self.accuracy]) >= share * self.accuracy[-1].value
        late = np.flatnonzero(~enough)
        return self.seconds[0 if not len(late) else int(late[-1]) + 1]

    def to_json(self) -> dict[str, Any]:
        return {self.unit: list(self.seconds), "accuracy": [each.to_json() for each in self.accuracy]}


def early_decisions(
    right: Sequence[np.ndarray], seconds: Sequence[np.ndarray], groups: Groups
) -> EarlyDecisions:
    """right: bool (T,) of each clip, after each of its steps; seconds: (T,) from its first frame to when each
    step was known."""
    moments = np.linspace(0, max(float(each[-1]) for each in seconds), MOMENTS + 1)[1:]
    by_then = np.empty((len(right), MOMENTS), bool)
    for row, each, known in zip(by_then, right, seconds, strict=True):
        at = np.searchsorted(known, moments, side="right") - 1
        row[:] = np.where(at >= 0, each[np.maximum(at, 0)], False)
    shares = tuple(decisions.accuracy(some).estimate(groups) for some in by_then.T)
    return EarlyDecisions(tuple(moments.round(4).tolist()), shares)
