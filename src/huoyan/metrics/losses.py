"""Intervals of mean losses (log loss, Brier score), which errors that a small sample did not meet would
raise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import check_probabilities
from huoyan.metrics.groups import Groups, Parts, worth
from huoyan.results import Estimate

# Agresti and Coull 1998 (The American Statistician 52, p. 119) for shares: two answers more of either kind.
ADDED = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """`values`: the loss of each sample; `wrong`: what it were with a wrong answer; `right`, bool. (N,)
    each."""

    values: np.ndarray
    wrong: np.ndarray
    right: np.ndarray

    def estimate(self, groups: Groups) -> Estimate:
        """The mean with its 95 % interval.

        A mean loss hangs on its errors, and few samples may hold none or hide how dear they are. Two right
        and two wrong answers are added with the mean loss of their kind; to that of the wrong ones the
        samples as if they were wrong count like two errors.
        """
        n, mean = len(self.values), float(self.values.mean())
        variance = float(self.values.var()) / max(n - 1, 1)
        trials, quantile = worth(_parts(self.values), np.array([variance]), groups)
        m, wrong, right = float(trials[0]), self._wrong(), self._right(mean)
        whole = m + 2 * ADDED
        centre = (m * mean + ADDED * (wrong + right)) / whole
        spread = m * (variance * n + (mean - centre) ** 2)
        spread += ADDED * ((wrong - centre) ** 2 + (right - centre) ** 2)
        half = quantile * math.sqrt(spread) / whole
        return Estimate(mean, max(0.0, min(centre - half, mean)), max(centre + half, mean), n)

    def _wrong(self) -> float:
        errors = self.values[~self.right]
        return float((errors.sum() + ADDED * self.wrong.mean()) / (len(errors) + ADDED))

    def _right(self, mean: float) -> float:
        return float(self.values[self.right].mean()) if self.right.any() else mean


def log_losses_if_wrong(probabilities: np.ndarray) -> np.ndarray:
    """The log loss of each sample (N,), were another class than the first one right: the expected one.

    The others are weighted by their probabilities.
    """
    eps = float(np.finfo(probabilities.dtype).eps)
    rest = _others(probabilities)
    loss = -np.log(np.clip(rest, eps, 1))
    return _weighted(rest, loss, -math.log(eps))


def brier_if_wrong(probabilities: np.ndarray) -> np.ndarray:
    """The same for the Brier score."""
    rest = _others(probabilities)
    squares = np.einsum("nc,nc->n", probabilities, probabilities, dtype=np.float64)
    return np.asarray(squares + 1 - 2 * _weighted(rest, rest, 0.0))


def label_losses_if_wrong(probabilities: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """The log loss (N,) of a multi-label answer with one decision more that is wrong, the mean over all."""
    check_probabilities(probabilities)
    eps = float(np.finfo(probabilities.dtype).eps)
    p = np.clip(probabilities.astype(np.float64), eps, 1 - eps)
    return np.asarray(losses + np.abs(np.log(p) - np.log(1 - p)).mean(axis=1) / p.shape[1])


def _others(probabilities: np.ndarray) -> np.ndarray:
    """Without the first class: float64 (N, C)."""
    rest = probabilities.astype(np.float64)
    rest[np.arange(len(rest)), probabilities.argmax(axis=1)] = 0
    return rest


def _weighted(weights: np.ndarray, values: np.ndarray, otherwise: float) -> np.ndarray:
    total = weights.sum(axis=1)
    above = np.einsum("nc,nc->n", weights, values)
    return np.asarray(np.divide(above, total, out=np.full(len(total), otherwise), where=total > 0))


def _parts(values: np.ndarray) -> Parts:
    """One class of all samples, whose value is their mean."""
    n = len(values)
    rows, of = np.arange(n), np.zeros(n, dtype=np.int64)
    size, influence = np.full(n, 1 / n), (values - values.mean()) / n
    return Parts(np.array([float(n)]), np.ones(1), of, rows, size, influence)
