"""Pairs of rows and columns that are worth most together."""

from __future__ import annotations

import numpy as np

from huoyan.errors import MissingExtra
from huoyan.words import Message


def assigned(worth: np.ndarray, least: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of `worth` (N, M), int64 (k,) each, no row and no column twice, whose sum is largest;
    of these the pairs that are worth more than `least`. Rows rise. Raises MissingExtra.
    """
    need_scipy()
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(worth, maximize=True)
    good = worth[rows, columns] > least
    return np.asarray(rows[good]), np.asarray(columns[good])


def need_scipy() -> None:
    """Loads what `assigned` needs, which takes a moment. Raises MissingExtra."""
    try:
        import scipy.optimize  # noqa: F401
    except ImportError as error:
        raise MissingExtra("scipy", "watch", Message("tracking.needed_for")) from error
