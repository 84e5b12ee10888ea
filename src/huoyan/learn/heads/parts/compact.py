"""Scaled rows in no more columns than there are rows: what linear heads and kernels are fitted in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Of the mean squared length of a row: copies and centred rows leave directions without any length.
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Compact:
    """rows: float64 (N, R), R at most N. Any two have the product, and the distance, of the same two of
    `scaled`, float64 (N, D): a head that counts its squared coefficients, or sees distances alone, comes out
    the same (Schoelkopf, Herbrich and Smola 2001, theorem 1), in a fraction of the time.

    scaled: None where these are `rows` themselves.
    """

    rows: np.ndarray
    scaled: np.ndarray | None

    @classmethod
    def of(cls, scaled: np.ndarray) -> Compact:
        count, columns = scaled.shape
        if count >= columns:
            return cls(scaled, None)
        gram = scaled @ scaled.T
        gram.flat[:: count + 1] += _LEAST * max(float(gram.trace()) / count, _LEAST)
        return cls(np.linalg.cholesky(gram), scaled)

    def coefficients(self, found: np.ndarray) -> np.ndarray:
        """Of the columns of scaled rows, float64 (D, C), for those of `rows`, (R, C)."""
        if self.scaled is None:
            return np.asarray(found, np.float64)
        from scipy.linalg import solve_triangular

        right = found.astype(np.float64)
        solved = solve_triangular(self.rows, right, lower=True, trans=1, check_finite=False)
        return np.asarray(self.scaled.T @ solved)
