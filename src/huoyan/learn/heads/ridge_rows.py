"""Ridge regression in closed form: its coefficients, and each group's values by the others alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class RidgeRows:
    """Rows and targets, centred and times the square root of their weights.

    rows: float64 (N, D). targets: float64 (N, C). root: (N,), of norm 1, the square root of the weights.
    gram: of the smaller side, rows rows^T where N < D (then `dual`), else rows^T rows.
    given: what is to be solved for, the targets or rows^T targets.
    """

    rows: np.ndarray
    targets: np.ndarray
    root: np.ndarray
    gram: np.ndarray
    given: np.ndarray
    dual: bool

    def at(self, strength: float) -> RidgeFit:
        shifted = self.gram.copy()
        shifted.flat[:: len(shifted) + 1] += strength
        factor = np.linalg.cholesky(shifted)
        solved = _solve_lower(factor, _solve_lower(factor, self.given.copy()), transposed=True)
        return RidgeFit(self, strength, factor, solved)


@dataclass(frozen=True, slots=True)
class RidgeFit:
    """Of the penalty `strength`. factor: lower Cholesky factor of gram + strength. solved: its solution.

    With H the matrix that takes targets to fitted values, the residual of the rows I left out is
    (1 - H)_II^-1 times their residual (Cook and Weisberg 1982, section 2.2): one factorisation gives the
    values of every group without fitting again. The intercept's share of H is root root^T.
    """

    of: RidgeRows
    strength: float
    factor: np.ndarray
    solved: np.ndarray

    @property
    def coefficients(self) -> np.ndarray:
        """float64 (D, C), for rows that are centred."""
        return np.asarray(self.of.rows.T @ self.solved if self.of.dual else self.solved)

    def left_out(self, blocks: Sequence[np.ndarray]) -> np.ndarray:
        """Residuals of the rows of `blocks`, one below the other: targets minus what the other rows say.

        blocks: the places of the rows of a group, each. In units of weighted rows.
        """
        places = np.concatenate(blocks)
        root = self.of.root[places]
        half = self._half(places)
        residuals = self._residuals(places)
        sizes = np.array([len(block) for block in blocks])
        ends = np.cumsum(sizes)
        single = ends[sizes == 1] - 1
        # Most groups are one row, which needs no equations of its own.
        norms = np.square(half.T).sum(axis=1)
        kept = (self.strength * norms if self.of.dual else 1 - norms) - root**2
        residuals[single] /= kept[single, None]
        for end, size in zip(ends[sizes > 1], sizes[sizes > 1], strict=True):
            rows = slice(end - size, end)
            residuals[rows] = self._alone(np.vstack([half[:, rows], root[rows]]), residuals[rows])
        return residuals

    def _half(self, places: np.ndarray) -> np.ndarray:
        """half^T half is H at these rows but for the intercept; in the dual form (1 - H) / strength."""
        rows = np.eye(len(self.of.rows))[places] if self.of.dual else self.of.rows[places]
        return _solve_lower(self.factor, rows.T)

    def _residuals(self, places: np.ndarray) -> np.ndarray:
        if self.of.dual:
            return np.asarray(self.strength * self.solved[places])
        return np.asarray(self.of.targets[places] - self.of.rows[places] @ self.solved)

    def _alone(self, part: np.ndarray, residuals: np.ndarray) -> np.ndarray:
        """(1 - H)_II^-1 residuals, by the smaller of its two sides. part: `half` at I, and the root below."""
        half, size = part[:-1], part.shape[1]
        if self.of.dual:
            inner = self.strength * (half.T @ half) - np.outer(part[-1], part[-1])
            return np.linalg.solve(inner, residuals)
        if size <= len(part):
            return np.linalg.solve(np.eye(size) - part.T @ part, residuals)
        inner = np.eye(len(part)) - part @ part.T
        return np.asarray(residuals + part.T @ np.linalg.solve(inner, part @ residuals))


def ridge_rows(features: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> RidgeRows:
    """For features (N, D) that are centred by the weighted mean, targets (N, C) that are not."""
    root = np.sqrt(weights)[:, None]
    rows = features * root
    centred = (targets - np.average(targets, axis=0, weights=weights)) * root
    dual = len(rows) < rows.shape[1]
    gram, given = (rows @ rows.T, centred) if dual else (rows.T @ rows, rows.T @ centred)
    return RidgeRows(rows, centred, root[:, 0] / np.linalg.norm(root), gram, given, dual)


def _solve_lower(factor: np.ndarray, right: np.ndarray, *, transposed: bool = False) -> np.ndarray:
    """`right` is overwritten."""
    from scipy.linalg import solve_triangular

    found = solve_triangular(
        factor, right, lower=True, trans=int(transposed), overwrite_b=True, check_finite=False
    )
    return np.asarray(found)
