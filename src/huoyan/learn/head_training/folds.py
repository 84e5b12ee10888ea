"""Divisions of the pictures that rungs are compared on: each is answered by models that never saw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

# Of rows that are not answered.
TEACHES, LEFT_OUT = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """fold: int64 (repeats, N), in which part each row is answered; TEACHES, or LEFT_OUT, where it is not.

    Rows of one group are always in one part.
    """

    fold: np.ndarray

    @classmethod
    def drawn(cls, targets: np.ndarray, groups: np.ndarray, *, parts: int, repeats: int, seed: int) -> Folds:
        """Every row answered once a repeat, each part with its share of each class as far as groups allow.

        Whole groups are dealt out, the largest first, to the part that is shortest of their classes (the
        greedy rule of scikit-learn's StratifiedGroupKFold, by the sum of squares).
        """
        rng = np.random.default_rng(seed)
        return cls(np.stack([_deal(targets, groups, parts, rng) for _ in range(repeats)]))

    @classmethod
    def held_out(cls, answered: np.ndarray) -> Folds:
        """One division: rows where `answered`, bool (N,), is true are answered by the others."""
        return cls(np.where(answered, 0, TEACHES)[None])

    def __iter__(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Repeat, rows that teach, rows that are answered."""
        for repeat, fold in enumerate(self.fold):
            for part in range(int(fold.max()) + 1):
                teaching = (fold != part) & (fold != LEFT_OUT)
                yield repeat, np.flatnonzero(teaching), np.flatnonzero(fold == part)

    @property
    def repeats(self) -> int:
        return len(self.fold)

    @property
    def answered(self) -> np.ndarray:
        """Rows that are answered, the same in every repeat."""
        return np.flatnonzero(self.fold[0] >= 0)


def _deal(targets: np.ndarray, groups: np.ndarray, parts: int, rng: np.random.Generator) -> np.ndarray:
    _, member = np.unique(groups, return_inverse=True)
    counts = np.zeros((int(member.max()) + 1, int(targets.max()) + 1), np.int64)
    np.add.at(counts, (member, targets), 1)
    order = rng.permutation(len(counts))
    order = order[np.argsort(-counts[order].max(axis=1), kind="stable")]
    filled = np.zeros((parts, counts.shape[1]))
    total = np.maximum(counts.sum(axis=0), 1)
    chosen = np.empty(len(counts), np.int64)
    for unit in order:
        # What the sum of squared shares grows by; among equals the part with the fewest rows.
        growth = ((2 * filled + counts[unit]) * counts[unit] / total**2).sum(axis=1)
        best = np.flatnonzero(growth <= growth.min() + 1e-12)
        sizes = filled[best].sum(axis=1)
        best = best[sizes == sizes.min()]
        chosen[unit] = part = best[rng.integers(len(best))]
        filled[part] += counts[unit]
    return chosen[member]
