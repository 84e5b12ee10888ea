"""What a model shows at its thresholds, right and wrong, and what it misses; at an overlap of 0.5."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.matching import IOUS, Matches
from huoyan.metrics.detection.overlap import overlaps


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """right, wrong: found things of `matches` that are shown, bool (N,); missed: true ones, bool (M,).

    Those on a crowd are neither right nor wrong, and no crowd is missed.
    """

    matches: Matches
    right: np.ndarray
    wrong: np.ndarray
    missed: np.ndarray

    def sums(self) -> np.ndarray:
        """Of each picture how many are right, wrong and missed, float64 (n, 3)."""
        found, true = self.matches.found.pictures, self.matches.true.pictures
        rows = ((found, self.right), (found, self.wrong), (true, self.missed))
        counts = [np.bincount(at[chosen], minlength=self.matches.true.n) for at, chosen in rows]
        return np.stack(counts, axis=1).astype(np.float64)

    def pictures_right(self) -> np.ndarray:
        """Pictures in which all is shown and nothing else, bool (n,)."""
        return np.asarray(~self.sums()[:, 1:].any(axis=1))

    def picture_f1(self) -> np.ndarray:
        """Of what is shown of each picture, (n,); 1 where nothing is and nothing is shown."""
        right, wrong, missed = self.sums().T
        all_ = 2 * right + wrong + missed
        return np.asarray(np.divide(2 * right, all_, out=np.ones_like(all_), where=all_ > 0))

    def of_class(self, label: int) -> tuple[int, int, int]:
        """How many of a class are right, wrong and missed."""
        said, true = self.matches.found.classes == label, self.matches.true.classes == label
        return int(self.right[said].sum()), int(self.wrong[said].sum()), int(self.missed[true].sum())

    def confusion(self) -> np.ndarray:
        """int64 (C + 1, C + 1), rows = truth; the last of each is the background.

        What is wrong and what is missed are one thing under two names where they overlap by half.
        """
        matches, last = self.matches, self.matches.labels
        table = np.zeros((last + 1, last + 1), np.int64)
        np.add.at(table, (matches.found.classes[self.right],) * 2, 1)
        left = self.missed.copy()
        for row in np.flatnonzero(self.wrong)[np.argsort(-matches.found.scores[self.wrong], kind="stable")]:
            near = self._nearest(row, left)
            truth = last if near is None else matches.true.classes[near]
            table[truth, matches.found.classes[row]] += 1
            if near is not None:
                left[near] = False
        np.add.at(table, (matches.true.classes[left], last), 1)
        return table

    def _nearest(self, row: int, left: np.ndarray) -> int | None:
        """The true thing of those `left` that a found one overlaps most, by half or more."""
        matches = self.matches
        of_picture = matches.true.of_picture(int(matches.found.pictures[row]))
        here = of_picture.start + np.flatnonzero(left[of_picture])
        if not len(here):
            return None
        shared = overlaps(matches.found.boxes[row : row + 1], matches.true.boxes[here])[0]
        return int(here[shared.argmax()]) if shared.max() >= IOUS[0] else None


def shown(matches: Matches, least: np.ndarray, most: int) -> Shown:
    """least: the score from which a thing of each class is shown, (C,); most: so many a picture."""
    found = matches.found
    sure = np.flatnonzero(found.scores >= least[found.classes])
    order = sure[np.lexsort((-found.scores[sure], found.pictures[sure]))]
    starts = np.flatnonzero(np.diff(found.pictures[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    seen = np.zeros(len(found), bool)
    seen[order[place < most]] = True
    right = seen & matches.hits[0, 0]
    missed = matches.wanted[0].copy()
    missed[matches.taken[right]] = False
    return Shown(matches, right, seen & matches.counted[0, 0] & ~right, missed)
