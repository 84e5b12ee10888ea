"""Which of several models is good enough: paired, picture by picture, in favour of the cheaper one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# A dearer model replaces a cheaper one from so many standard errors and so many pictures on.
LEAST_Z, LEAST_NET = 1.0, 2


@dataclass(frozen=True, slots=True)
class Duel:
    """How often only the challenger was right (`won`), and only the holder (`lost`), in pictures.

    Where pictures were answered several times, a picture counts by its share of those answers.
    """

    won: float
    lost: float

    @classmethod
    def between(cls, challenger: np.ndarray, holder: np.ndarray) -> Duel:
        """Both: how right each picture was answered, 0..1 (N,)."""
        difference = challenger - holder
        return cls(float(difference[difference > 0].sum()), float(-difference[difference < 0].sum()))

    @property
    def net(self) -> float:
        return self.won - self.lost

    @property
    def z(self) -> float:
        """As in McNemar's test: 0 where no picture tells them apart."""
        told_apart = self.won + self.lost
        return self.net / math.sqrt(told_apart) if told_apart else 0.0

    @property
    def pays(self) -> bool:
        return self.z >= LEAST_Z and self.net >= LEAST_NET


def cheapest_as_good(right: Sequence[np.ndarray]) -> int:
    """Which to take of models in order of their cost: the first within one standard error of the best.

    right: how right each answered the same pictures, 0..1 (N,). The error is that of the paired difference
    to the best; the rule is that of Breiman et al. 1984, section 3.4.3.
    """
    means = np.array([each.mean() for each in right])
    best = right[int(means.argmax())]
    for at, each in enumerate(right):
        behind = best - each
        error = behind.std(ddof=1) / math.sqrt(len(behind)) if len(behind) > 1 else 0.0
        if behind.mean() <= error:
            return at
    return int(means.argmax())
