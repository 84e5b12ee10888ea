"""Intervals of mean losses (log loss, Brier score), which errors that a small sample did not meet would
raise."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import check_probabilities
from huoyan.metrics.intervals.groups import Groups, Parts, worth
from huoyan.results import Estimate

# Agresti and Coull 1998 (The American Statistician 52, p. 119) for shares: two answers more of either kind.
ADDED = 2.0
CELLS = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """Of each sample (N,): its loss, what that were with a `wrong` and with the `best` answer, whether it is
    `right` (bool)."""

    values: np.ndarray
    wrong: np.ndarray
    best: np.ndarray
    right: np.ndarray

    def estimate(self, groups: Groups) -> Estimate:
        """The mean with its 95 % interval.

        A mean loss hangs on its errors, and few samples may hold none or hide how dear they are. Two right
        and two wrong answers are added with the mean loss of their kind, of the best answers where none is
        right; to that of the wrong ones the samples as if they were wrong count like two errors.
        """
        n, mean = len(self.values), float(self.values.mean())
        variance = float(self.values.var()) / max(n - 1, 1)
        trials, quantile = worth(Parts.of_mean(self.values), np.array([variance]), groups)
        m, wrong, right = float(trials[0]), self._wrong(), self._right()
        whole = m + 2 * ADDED
        centre = (m * mean + ADDED * (wrong + right)) / whole
        spread = m * (variance * n + (mean - centre) ** 2)
        spread += ADDED * ((wrong - centre) ** 2 + (right - centre) ** 2)
        half = quantile * math.sqrt(spread) / whole
        return Estimate(mean, max(0.0, min(centre - half, mean)), max(centre + half, mean), n)

    def _wrong(self) -> float:
        errors = self.values[~self.right]
        return float((errors.sum() + ADDED * self.wrong.mean()) / (len(errors) + ADDED))

    def _right(self) -> float:
        return float(self.values[self.right].mean() if self.right.any() else self.best.mean())


def log_losses_if_right(probabilities: np.ndarray) -> np.ndarray:
    """The log loss of each sample (N,), were its first class right."""
    eps = float(np.finfo(probabilities.dtype).eps)
    return np.asarray(-np.log(np.clip(probabilities.max(axis=1), eps, 1)), dtype=np.float64)


def label_losses_if_right(probabilities: np.ndarray) -> np.ndarray:
    """The same of a multi-label answer, were every decision at 0.5 right: the mean over all."""

    def best(some: np.ndarray) -> np.ndarray:
        return np.asarray(-np.log(np.maximum(some, 1 - some)).mean(axis=1))

    return _in_slices(best, probabilities)


def brier_if_right(probabilities: np.ndarray) -> np.ndarray:
    """The same as `log_losses_if_right` for the Brier score."""

    def best(some: np.ndarray) -> np.ndarray:
        return np.asarray(np.einsum("nc,nc->n", some, some) + 1 - 2 * some.max(axis=1))

    return _in_slices(best, probabilities)


def log_losses_if_wrong(probabilities: np.ndarray) -> np.ndarray:
    """The log loss of each sample (N,), were another class than the first one right: the expected one.

    The others are weighted by their probabilities.
    """
    eps = float(np.finfo(probabilities.dtype).eps)

    def expected(some: np.ndarray) -> np.ndarray:
        rest = _others(some)
        return _weighted(rest, -np.log(np.clip(rest, eps, 1)), -math.log(eps))

    return _in_slices(expected, probabilities)


def brier_if_wrong(probabilities: np.ndarray) -> np.ndarray:
    """The same for the Brier score."""

    def expected(some: np.ndarray) -> np.ndarray:
        rest = _others(some)
        squares = np.einsum("nc,nc->n", some, some)
        return np.asarray(squares + 1 - 2 * _weighted(rest, rest, 0.0))

    return _in_slices(expected, probabilities)


def label_losses_if_wrong(probabilities: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """The log loss (N,) of a multi-label answer with one decision more that is wrong, the mean over all."""
    check_probabilities(probabilities)
    eps = float(np.finfo(probabilities.dtype).eps)

    def dearer(some: np.ndarray) -> np.ndarray:
        p = np.clip(some, eps, 1 - eps)
        return np.asarray(np.abs(np.log(p) - np.log(1 - p)).mean(axis=1) / p.shape[1])

    return np.asarray(losses + _in_slices(dearer, probabilities))


def _in_slices(function: Callable[[np.ndarray], np.ndarray], probabilities: np.ndarray) -> np.ndarray:
    """Of each sample, from float64 (n, C): few at a time, so that a large (N, C) is never copied whole."""
    rows = max(1, CELLS // probabilities.shape[1])
    parts = [
        function(probabilities[at : at + rows].astype(np.float64))
        for at in range(0, len(probabilities), rows)
    ]
    return np.concatenate(parts)


def _others(probabilities: np.ndarray) -> np.ndarray:
    """Without the first class, (N, C)."""
    rest = probabilities.copy()
    rest[np.arange(len(rest)), probabilities.argmax(axis=1)] = 0
    return rest


def _weighted(weights: np.ndarray, values: np.ndarray, otherwise: float) -> np.ndarray:
    total = weights.sum(axis=1)
    above = np.einsum("nc,nc->n", weights, values)
    return np.asarray(np.divide(above, total, out=np.full(len(total), otherwise), where=total > 0))
