"""Which of several models is good enough: paired, picture by picture, in favour of the cheaper one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

# A dearer model replaces a cheaper one from so many standard errors (the rule of Breiman et al. 1984, section
# 3.4.3, of a paired difference) and so many pictures, of groups of their own, on.
LEAST_Z, LEAST_LEAD = 1.0, 2


@dataclass(frozen=True, slots=True)
class Duel:
    """How often only the challenger was right (`won`), and only the holder (`lost`), in pictures.

    Where pictures were answered several times, a picture counts by its share of those answers. apart: how
    many independent pictures would vary as much; lead: what was won beyond what was lost, a group at most 1.
    """

    won: float
    lost: float
    apart: float
    lead: float

    @classmethod
    def between(cls, challenger: np.ndarray, holder: np.ndarray, groups: np.ndarray | None = None) -> Duel:
        """Both: how right each picture was answered, 0..1 (N,). groups: int (N,); None: all stand alone."""
        difference = challenger - holder
        _, of = np.unique(np.arange(len(difference)) if groups is None else groups, return_inverse=True)
        nets = np.bincount(of, difference)
        # Pictures of a group may be right or wrong together: then the group varies by the square of its sum.
        apart = np.maximum(np.square(nets), np.bincount(of, np.abs(difference)))
        won, lost = difference.clip(min=0).sum(), (-difference).clip(min=0).sum()
        return cls(float(won), float(lost), float(apart.sum()), float(nets.clip(-1, 1).sum()))

    @classmethod
    def on_both(cls, challenger: np.ndarray, holder: np.ndarray, groups: np.ndarray | None = None) -> Duel:
        """As `between`, where both answered; NaN says that one did not."""
        both = ~(np.isnan(challenger) | np.isnan(holder))
        return cls.between(challenger[both], holder[both], None if groups is None else groups[both])

    @property
    def net(self) -> float:
        return self.won - self.lost

    @property
    def z(self) -> float:
        """As in McNemar's test where no group has two pictures: 0 where no picture tells them apart."""
        return self.net / math.sqrt(self.apart) if self.apart else 0.0

    @property
    def pays(self) -> bool:
        return self.z >= LEAST_Z and self.lead >= LEAST_LEAD
