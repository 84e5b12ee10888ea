"""Precision against recall of one class, and the score from which its answers are best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.matching import Matches


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What holds if found things from each of some scores on are shown; scores fall. All float64 (J,)."""

    scores: np.ndarray
    precision: np.ndarray
    recall: np.ndarray

    @property
    def f1(self) -> np.ndarray:
        total = self.precision + self.recall
        twice = 2 * self.precision * self.recall
        return np.asarray(np.divide(twice, total, out=np.zeros_like(total), where=total > 0))

    @property
    def best(self) -> tuple[float, float] | None:
        """The best F1 and the score for it, halfway to the next lower one; None where nothing is right."""
        if not len(self.scores) or not self.f1.any():
            return None
        at = int(self.f1.argmax())
        below = self.scores[at + 1] if at + 1 < len(self.scores) else self.scores[at]
        return float(self.f1[at]), float(self.scores[at] + below) / 2


def curve(matches: Matches, label: int) -> Curve | None:
    """Of a class, at the least overlap that COCO counts (0.5); None where it has no true thing."""
    there = int((matches.wanted[0] & (matches.true.classes == label)).sum())
    if not there:
        return None
    rows = matches.of_class(label)
    counted = matches.counted[0, 0, rows]
    scores, hits = matches.found.scores[rows][counted], matches.hits[0, 0, rows][counted]
    ends = np.flatnonzero(np.diff(scores, append=-1))  # equal scores are shown together
    right = np.cumsum(hits)[ends]
    return Curve(scores[ends], right / (ends + 1), right / there)


def best_thresholds(matches: Matches, otherwise: float) -> np.ndarray:
    """The score with the best F1 of each class, (C,); `otherwise` where nothing of it is right."""
    curves = (curve(matches, label) for label in range(matches.labels))
    bests = (None if each is None else each.best for each in curves)
    return np.array([otherwise if best is None else best[1] for best in bests])
