"""Which found thing is which true one, at each overlap and for each size that COCO asks for.

As COCO does: in each picture and class the surest is matched first, with the true thing that it overlaps most
among those that are left. Crowds, and things of another size than is asked for, are matched last and count
neither for nor against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.overlap import overlaps
from huoyan.metrics.detection.things import FoundThings, TrueThings

IOUS = np.linspace(0.5, 0.95, 10)
# Areas in pixels of the source, both ends within.
SIZES = {"all": (0.0, 1e10), "small": (0.0, 32.0**2), "medium": (32.0**2, 96.0**2), "large": (96.0**2, 1e10)}
MOST = 100  # found things that count, in a picture and class
_EQUAL = 1 - 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Found things `found` (N,), class by class, the surest first, beside the `true` ones (M,).

    labels: the number of classes. S sizes, T overlaps: hits: bool (S, T, N), those that are a true thing;
    counted: bool (S, T, N), those that count, for or against; rank: int64 (N,), the place of each in its
    picture and class. wanted: bool (S, M), true things that count. taken: int64 (N,), at the least overlap
    and for all sizes the row of the true thing that each is, or -1.
    """

    labels: int
    true: TrueThings
    found: FoundThings
    hits: np.ndarray
    counted: np.ndarray
    rank: np.ndarray
    wanted: np.ndarray
    taken: np.ndarray

    def of_class(self, label: int) -> slice:
        """The rows of its found things."""
        low, high = np.searchsorted(self.found.classes, [label, label + 1])
        return slice(int(low), int(high))


def matched(found: FoundThings, true: TrueThings, labels: int) -> Matches:
    """See the module. Equally sure things keep their order."""
    found, rank = _ordered(found)
    wanted = np.stack([~true.crowd & _within(true.areas, size) for size in SIZES.values()])
    outside = np.stack([~_within(found.areas, size) for size in SIZES.values()])
    hits = np.zeros((len(SIZES), len(IOUS), len(found)), bool)
    counted = np.repeat(~outside[:, None], len(IOUS), axis=1)
    taken = np.full(len(found), -1)
    for mine, theirs in _pairs(found, true, labels):
        crowd = true.crowd[theirs]
        shared = overlaps(found.boxes[mine], true.boxes[theirs], crowd)
        near = np.flatnonzero((shared >= IOUS[0]).any(axis=1))
        chosen = _chosen(shared[near], crowd, wanted[:, theirs])
        some = chosen >= 0
        good = some & wanted[np.arange(len(SIZES))[:, None, None], theirs[chosen]]
        rows = mine[near]
        hits[:, :, rows] = good
        counted[:, :, rows] = np.where(some, good, counted[:, :, rows])
        taken[rows] = np.where(some[0, 0], theirs[chosen[0, 0]], -1)
    return Matches(labels, true, found, hits, counted, rank, wanted, taken)


def _within(areas: np.ndarray, size: tuple[float, float]) -> np.ndarray:
    return np.asarray((areas >= size[0]) & (areas <= size[1]))


def _ordered(found: FoundThings) -> tuple[FoundThings, np.ndarray]:
    """By class, then score, at most MOST of a class in a picture; and the rank of each there."""
    order = np.lexsort((-found.scores, found.pictures, found.classes))
    alike = np.stack([found.classes[order], found.pictures[order]])
    starts = np.flatnonzero(np.diff(alike, prepend=-1).any(axis=0))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    order, rank = order[rank < MOST], rank[rank < MOST]
    surest = np.lexsort((-found.scores[order], found.classes[order]))
    return found.rows(order[surest]), rank[surest]


def _pairs(found: FoundThings, true: TrueThings, labels: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows of found and of true things of one picture and class, where there are both."""
    mine, theirs = (each.pictures * labels + each.classes for each in (found, true))
    by_mine, by_theirs = np.argsort(mine, kind="stable"), np.argsort(theirs, kind="stable")
    keys = np.intersect1d(mine, theirs)
    ends = [
        zip(np.searchsorted(sorted_, keys), np.searchsorted(sorted_, keys, "right"), strict=True)
        for sorted_ in (mine[by_mine], theirs[by_theirs])
    ]
    for (low, high), (first, last) in zip(*ends, strict=True):
        yield by_mine[low:high], by_theirs[first:last]


def _chosen(shared: np.ndarray, crowd: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The true thing of each found one, int64 (S, T, D), or -1.

    shared: (D, G), the surest first; crowd: bool (G,), which may be found again; wanted: bool (S, G).
    """
    limits = np.minimum(IOUS, _EQUAL)[:, None]
    free = np.ones((len(wanted), len(IOUS), len(crowd)), bool)
    chosen = np.full((len(wanted), len(IOUS), len(shared)), -1)
    for d, row in enumerate(shared):
        near = (row >= limits) & free
        first = near & wanted[:, None]
        pool = np.where(first.any(axis=2, keepdims=True), first, near)
        # Of equal overlaps the last one is taken, as COCO does.
        best = len(row) - 1 - np.where(pool, row, -1.0)[..., ::-1].argmax(axis=2)
        some = pool.any(axis=2)
        chosen[..., d] = np.where(some, best, -1)
        at = (*np.nonzero(some), best[some])
        free[at] = crowd[best[some]]
    return chosen
