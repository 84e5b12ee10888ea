"""What keeps the average precision down: six kinds of errors, and what it would be without each.

TIDE, after Bolya, Foley, Hays and Hoffman 2020 (ECCV, "A general toolbox for identifying object detection
errors"), at its overlaps: 0.5 is right, up to 0.1 is background.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.matching import IOUS, Matches
from huoyan.metrics.detection.overlap import overlaps
from huoyan.metrics.detection.weighted import average_precision

# A found thing that is wrong is of the first kind that fits: the right class, too little overlap; enough
# overlap, the wrong class; a true thing that a surer one was matched with; nothing there; both at once.
KINDS = ("localisation", "class", "duplicate", "background", "both")
LOCALISATION, CLASS, DUPLICATE, BACKGROUND, BOTH = range(len(KINDS))
NEAR = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """kind: of each found thing of `matches`, an index of KINDS or -1, int64 (N,); meant: the true thing
    that one of the wrong place or class lies on, or -1, int64 (N,); missed: true things that were not found,
    not even so, bool (M,).
    """

    matches: Matches
    kind: np.ndarray
    meant: np.ndarray
    missed: np.ndarray

    def losses(self) -> dict[str, float]:
        """What each kind costs of the average precision at 0.5, beside `missed`; and what all that is
        falsely found costs, and all that is not found.

        Each is mended alone, so that they do not add up.
        """
        base = self._ap(self._changed())
        mended = {name: self._ap(self._changed(kind)) - base for kind, name in enumerate(KINDS)}
        right, classes = self.matches.hits[0, 0], self.matches.true.classes
        found = np.bincount(self.matches.found.classes[right], minlength=self.matches.labels)
        missed = np.bincount(classes[self.missed], minlength=self.matches.labels)
        return {
            **mended,
            "missed": self._ap(self._changed(), self._there - missed) - base,
            "false_positive": self._ap((self.matches.found.classes, right, right)) - base,
            "false_negative": self._ap(self._changed(), found) - base,
        }

    @property
    def _there(self) -> np.ndarray:
        return np.bincount(self.matches.true.classes[self.matches.wanted[0]], minlength=self.matches.labels)

    def _changed(self, kind: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Class of each found thing, whether it is right and whether it is kept, with one kind mended.

        Of a wrong place or class the surest becomes right for each true thing that was not found; the others
        go, as do all of the other kinds.
        """
        classes, right = self.matches.found.classes.copy(), self.matches.hits[0, 0].copy()
        kept = self.matches.counted[0, 0].copy()
        if kind is None:
            return classes, right, kept
        wrong = np.flatnonzero(self.kind == kind)
        kept[wrong] = False
        if kind in (LOCALISATION, CLASS):
            surest = wrong[np.argsort(-self.matches.found.scores[wrong], kind="stable")]
            things, first = np.unique(self.meant[surest], return_index=True)
            free = ~np.isin(things, self.matches.taken[right])
            mended = surest[first[free]]
            classes[mended] = self.matches.true.classes[things[free]]
            right[mended] = kept[mended] = True
        return classes, right, kept

    def _ap(
        self, changed: tuple[np.ndarray, np.ndarray, np.ndarray], there: np.ndarray | None = None
    ) -> float:
        """The mean over classes of the average precision; there: true things of each, (C,).

        Where none is left to be found all is well.
        """
        classes, right, kept = changed
        there = self._there if there is None else there
        order = np.argsort(-self.matches.found.scores, kind="stable")
        found = []
        for label in np.flatnonzero(there):
            hits = right[order[kept[order] & (classes[order] == label)]]
            said = np.flatnonzero(hits)[None] + 1.0
            sums = np.arange(1.0, said.shape[1] + 1)[None]
            found.append(float(average_precision(sums, said, there[label : label + 1].astype(float))[0]))
        return float(np.mean(found)) if found else 1.0


def errors(matches: Matches) -> Errors:
    """See the module."""
    kind, meant = np.full(len(matches.found), -1), np.full(len(matches.found), -1)
    right = matches.hits[0, 0]
    used = np.zeros(len(matches.true), bool)
    used[matches.taken[right]] = True
    kind[matches.counted[0, 0] & ~right] = BACKGROUND
    for mine, theirs in _pictures(kind == BACKGROUND, matches):
        shared = overlaps(matches.found.boxes[mine], matches.true.boxes[theirs])
        alike = matches.found.classes[mine][:, None] == matches.true.classes[theirs]
        kind[mine], nearest = _kinds(shared, alike, used[theirs])
        meant[mine] = np.where(nearest >= 0, theirs[nearest], -1)
    missed = matches.wanted[0] & ~used
    missed[meant[meant >= 0]] = False
    return Errors(matches, kind, meant, missed)


def _kinds(shared: np.ndarray, alike: np.ndarray, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each found thing the kind, (D,), and which true one it is for KINDS that are mended, (D,), or -1.

    shared: overlaps (D, G); alike: whether of one class, bool (D, G); used: bool (G,).
    """
    same, other = np.where(alike, shared, 0), np.where(alike, 0, shared)
    place, label = same.max(axis=1), other.max(axis=1)
    fits = [
        (place >= NEAR) & (place <= IOUS[0]),
        label >= IOUS[0],
        np.where(used, same, 0).max(axis=1) >= IOUS[0],
        shared.max(axis=1) <= NEAR,
    ]
    kinds = np.select(fits, [LOCALISATION, CLASS, DUPLICATE, BACKGROUND], BOTH)
    nearest = np.select(
        [kinds == LOCALISATION, kinds == CLASS], [same.argmax(axis=1), other.argmax(axis=1)], -1
    )
    return kinds, nearest


def _pictures(chosen: np.ndarray, matches: Matches) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Found things that are `chosen` and true ones that count, of each picture that has both."""
    mine, theirs = np.flatnonzero(chosen), np.flatnonzero(matches.wanted[0])
    found, true = matches.found.pictures[mine], matches.true.pictures[theirs]
    by_found, by_true = np.argsort(found, kind="stable"), np.argsort(true, kind="stable")
    for picture in np.intersect1d(found, true):
        low, high = np.searchsorted(found[by_found], [picture, picture + 1])
        first, last = np.searchsorted(true[by_true], [picture, picture + 1])
        yield mine[by_found[low:high]], theirs[by_true[first:last]]
