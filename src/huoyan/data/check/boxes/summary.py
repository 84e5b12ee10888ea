"""The boxes of a data set in numbers: how many each class has, and how large they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class BoxSummary:
    """counts: boxes a class, in class order. index, width, height: of each box whose picture could be read
    (B,), its class and its sides inside the picture, over the picture's longer side.
    """

    counts: Mapping[str, int]
    index: np.ndarray
    width: np.ndarray
    height: np.ndarray

    @property
    def total(self) -> int:
        return sum(self.counts.values())
