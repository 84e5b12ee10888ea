"""A figure as a value for each picture: what lets two models be compared picture by picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class ByPicture:
    """A figure that is the mean of one value a picture.

    name: of the figure, as among the metrics. values (N,): bool where an answer is right or wrong, else
    numbers. falls: whether less is better.
    """

    name: str
    values: np.ndarray
    falls: bool = False
