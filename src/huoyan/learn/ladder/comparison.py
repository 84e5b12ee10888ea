"""Which of several models is good enough: paired, picture by picture, in favour of the cheaper one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

# A dearer model replaces a cheaper one from so many standard errors (the rule of Breiman et al. 1984, section
# 3.4.3, of a paired difference) and so many pictures on.
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
        return cls(float(difference.clip(min=0).sum()), float((-difference).clip(min=0).sum()))

    @classmethod
    def on_both(cls, challenger: np.ndarray, holder: np.ndarray) -> Duel:
        """As `between`, where both answered; NaN says that one did not."""
        both = ~(np.isnan(challenger) | np.isnan(holder))
        return cls.between(challenger[both], holder[both])

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
