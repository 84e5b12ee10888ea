"""What it takes of a figure to compare two models by it on the same pictures."""

from __future__ import annotations

from typing import Protocol, Self

from huoyan.metrics.intervals.groups import Groups
from huoyan.results import Estimate


class PairedFigure(Protocol):
    """A figure of one model. `other` is the same figure of another one, on the same pictures in the same
    order; `groups`: of these pictures.
    """

    @property
    def name(self) -> str:
        """As among the metrics."""

    @property
    def falls(self) -> bool:
        """Whether less is better."""

    @property
    def unit(self) -> float:
        """What a difference is told as a share of: 1 of shares, the spread of numbers in units."""

    def difference(self, other: Self, groups: Groups) -> Estimate:
        """This one less the other, with its interval."""

    def chance(self, other: Self, groups: Groups) -> float:
        """How often chance alone would set two equal models as far apart."""

    def only_right(self, other: Self) -> tuple[int, int] | None:
        """On how many pictures only this and only the other is right; None where none is right or wrong."""
