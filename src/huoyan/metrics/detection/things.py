"""Things in pictures: those that are there, and those that were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.overlap import areas


@dataclass(frozen=True, slots=True, eq=False)
class TrueThings:
    """All things of `n` pictures, one a row, picture by picture.

    pictures: of each, 0..n-1, int64 (M,); classes: int64 (M,); boxes: float64 (M, 4), xyxy; crowd: bool (M,),
    those that count neither for nor against.
    """

    n: int
    pictures: np.ndarray
    classes: np.ndarray
    boxes: np.ndarray
    crowd: np.ndarray

    @classmethod
    def of(cls, n: int, rows: np.ndarray) -> TrueThings:
        """Rows (M, 7) of picture, class, xmin, ymin, xmax, ymax, crowd, in any order."""
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        picture, label = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
        return cls(n, picture, label, rows[:, 2:6].astype(np.float64), rows[:, 6] > 0)

    def __len__(self) -> int:
        return len(self.pictures)

    def of_picture(self, picture: int) -> slice:
        """The rows of its things."""
        low, high = np.searchsorted(self.pictures, [picture, picture + 1])
        return slice(int(low), int(high))

    @property
    def areas(self) -> np.ndarray:
        """float64 (M,)."""
        return areas(self.boxes)

    def holding(self, chosen: np.ndarray) -> np.ndarray:
        """Pictures with one or more of those `chosen`, bool (M,), as bool (n,)."""
        return np.asarray(np.bincount(self.pictures[chosen], minlength=self.n) > 0)

    @property
    def empty(self) -> np.ndarray:
        """Pictures in which nothing is, crowds neither, bool (n,)."""
        return ~self.holding(np.ones(len(self), bool))


@dataclass(frozen=True, slots=True, eq=False)
class FoundThings:
    """All that was found in some pictures, one a row.

    pictures: of each, int64 (N,); classes: int64 (N,); boxes: float64 (N, 4), xyxy; scores: float64 (N,),
    0..1.
    """

    pictures: np.ndarray
    classes: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray

    @classmethod
    def of(cls, found: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> FoundThings:
        """Classes (k,), boxes (k, 4) and scores (k,) of each picture."""
        counts = [len(classes) for classes, _, _ in found]
        classes, boxes, scores = zip(*found, strict=True) if found else ((), (), ())
        return cls(
            np.repeat(np.arange(len(found)), counts),
            np.concatenate([np.empty(0, np.int64), *classes]).astype(np.int64),
            np.concatenate([np.empty((0, 4)), *boxes]),
            np.concatenate([np.empty(0), *scores]),
        )

    def __len__(self) -> int:
        return len(self.pictures)

    def rows(self, at: np.ndarray) -> FoundThings:
        """Those at int (k,) or bool (N,)."""
        return FoundThings(self.pictures[at], self.classes[at], self.boxes[at], self.scores[at])

    @property
    def areas(self) -> np.ndarray:
        """float64 (N,)."""
        return areas(self.boxes)
