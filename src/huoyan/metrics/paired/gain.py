"""By how much a figure of a model is better than that of something plainer, on the same samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.minimum_counts import of_samples
from huoyan.metrics.paired.difference import LEAST_GROUPS
from huoyan.metrics.paired.paired_figure import PairedFigure
from huoyan.results import Estimate


@dataclass(frozen=True, slots=True)
class Gain:
    """`figure` of the model and of what is plainer. difference: the first less the second, sample by sample;
    None where there are too few for an interval. falls: whether less of the figure is better.
    """

    figure: str
    model: Estimate
    plain: Estimate
    difference: Estimate | None
    falls: bool = False

    @property
    def surely(self) -> int:
        """1 where the model is better by more than chance, -1 where what is plainer is, else 0."""
        found = self.difference
        if found is None or found.low <= 0 <= found.high:
            return 0
        return 1 if (found.value > 0) != self.falls else -1

    def to_json(self) -> dict[str, Any]:
        found = {"figure": self.figure, "model": self.model.to_json(), "plain": self.plain.to_json()}
        return found if self.difference is None else {**found, "difference": self.difference.to_json()}


def gain(model: tuple[PairedFigure, Estimate], plain: tuple[PairedFigure, Estimate], groups: Groups) -> Gain:
    """Of the same figure of both, each with its estimate, on the same samples in the same order."""
    (ours, value), (theirs, other) = model, plain
    enough = of_samples(groups, LEAST_GROUPS) is None
    difference = ours.difference(theirs, groups) if enough else None
    return Gain(ours.name, value, other, difference, ours.falls)
