"""Two detectors on the same pictures: how far COCO's figures are apart, and whether chance brings so much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from huoyan.errors import DataError
from huoyan.metrics.detection.matching import Matches
from huoyan.metrics.detection.resampled import CELLS, Bounds, Resampled
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.detection.weighted import weighted_table
from huoyan.metrics.intervals.groups import Groups
from huoyan.results import Estimate
from huoyan.words import Message

# Ways to exchange what two models found, of which the share is told that sets them as far apart.
EXCHANGES = 499
_NEAR = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class DetectionFigure:
    """One of FIGURES of things of all sizes, of what a model found. Satisfies `PairedFigure`.

    labels: of the classes, in their order; drawn: from the same pictures, with one seed for all models.
    """

    name: str
    labels: tuple[str, ...]
    matches: Matches
    drawn: Resampled

    falls: ClassVar[bool] = False
    unit: ClassVar[float] = 1.0

    def difference(self, other: DetectionFigure, groups: Groups) -> Estimate:
        """The low end of one less the high end of the other, draw by draw of the same pictures."""
        check_same_pictures(self, other)
        one, two = self.drawn, other.drawn
        value = float(one.whole.figure(self.name)) - float(two.whole.figure(self.name))
        low = one.dimmed.figure(self.name) - two.drawn.figure(self.name)
        high = one.drawn.figure(self.name) - two.dimmed.figure(self.name)
        ends = Bounds(np.nanquantile(low, one.tail), np.nanquantile(high, 1 - one.tail))
        return ends.around(value, self.matches.true.n)

    def chance(self, other: DetectionFigure, groups: Groups, seed: int = 0) -> float:
        """The randomisation test of Fisher 1935: were the models equal, what they found in each group of
        pictures could as well have been exchanged.
        """
        check_same_pictures(self, other)
        both = _beside(self, other)
        first = np.ones((1, groups.count), bool)
        drawn = np.random.default_rng(seed).integers(0, 2, (EXCHANGES, groups.count)).astype(bool)
        observed, *others = np.abs(_apart(both, self.name, np.concatenate([first, drawn]), groups))
        reached = int(np.count_nonzero(np.asarray(others) >= observed - _NEAR))
        return (reached + 1) / (EXCHANGES + 1)

    def only_right(self, other: DetectionFigure) -> None:
        """No picture is right or wrong."""


def check_same_pictures(first: DetectionFigure, second: DetectionFigure) -> None:
    """Raises DataError (data.unequal) where what is to be found is not the same."""
    ours, theirs = first.matches.true, second.matches.true
    same = (
        ours.n == theirs.n
        and np.array_equal(ours.pictures, theirs.pictures)
        and np.array_equal(ours.boxes, theirs.boxes)
        and np.array_equal(ours.crowd, theirs.crowd)
        and [first.labels[at] for at in ours.classes] == [second.labels[at] for at in theirs.classes]
    )
    if not same:
        told = Message(
            "compare.unequal", n=ours.n, things=len(ours), others=theirs.n, other_things=len(theirs)
        )
        raise DataError(told, code="data.unequal")


def _apart(both: Matches, name: str, kept: np.ndarray, groups: Groups) -> np.ndarray:
    """The figure of one less that of the other, (D,), where the first has its own findings in the groups
    `kept`, bool (D, groups), and those of the second elsewhere.
    """
    step = max(1, CELLS // max(len(both.found), both.true.n))
    found = []
    for at in range(0, len(kept), step):
        own = kept[at : at + step, groups.of].astype(np.float64)
        one, two = np.hstack([own, 1 - own]), np.hstack([1 - own, own])
        tables = (weighted_table(both, weights) for weights in (one, two))
        a, b = (table.figure(name)[0] for table in tables)
        found.append(a - b)
    return np.concatenate(found)


def _beside(first: DetectionFigure, second: DetectionFigure) -> Matches:
    """What two models found, as if each had its own copy of the pictures: n, then n more. Of all sizes."""
    place = np.array([first.labels.index(label) for label in second.labels], np.int64)
    a, b = first.matches, second.matches
    n, things = a.true.n, len(a.true)
    true = TrueThings(
        2 * n,
        np.concatenate([a.true.pictures, a.true.pictures + n]),
        *(np.concatenate([each, each]) for each in (a.true.classes, a.true.boxes, a.true.crowd)),
    )
    found = FoundThings(
        np.concatenate([a.found.pictures, b.found.pictures + n]),
        np.concatenate([a.found.classes, place[b.found.classes]]),
        np.concatenate([a.found.boxes, b.found.boxes]),
        np.concatenate([a.found.scores, b.found.scores]),
    )
    order = np.lexsort((-found.scores, found.classes))
    return Matches(
        a.labels,
        true,
        found.rows(order),
        np.concatenate([a.hits[:1], b.hits[:1]], axis=2)[..., order],
        np.concatenate([a.counted[:1], b.counted[:1]], axis=2)[..., order],
        np.concatenate([a.rank, b.rank])[order],
        np.concatenate([a.wanted[:1], a.wanted[:1]], axis=1),
        np.concatenate([a.taken, np.where(b.taken >= 0, b.taken + things, -1)])[order],
    )
