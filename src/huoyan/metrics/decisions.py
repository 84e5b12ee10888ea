"""Figures of decisions as shares over classes: what is right of what is true, of what is said, and of both.

Precision is a share of the pictures that were given a class, recall of those that have it; F1 is one too, as
2 right of the true and the given ones together, with a variance of F (1 - F) (2 - F) / that number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from huoyan.metrics.intervals.groups import Groups, Parts, worth
from huoyan.metrics.intervals.shares import mean_bounds
from huoyan.results import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """The share of each class that is right, (C,) in 0..1, and what it is made of."""

    values: np.ndarray
    parts: Parts

    @property
    def mean(self) -> float:
        return float(np.sum(self.parts.weights * self.values))

    def estimate(self, groups: Groups) -> Estimate:
        """The mean with its 95 % interval. Weights that are missing are of shares that may be 0 or 1."""
        if not len(self.values):
            return Estimate(0.0, 0.0, 1.0, len(groups.of))
        weights = self.parts.weights
        variance = self.values * (1 - self.values) / self.parts.trials
        trials, quantile = worth(self.parts, variance, groups)
        low, high = mean_bounds(self.values, trials, weights, quantile)
        high += max(0.0, 1 - float(weights.sum()))
        # Rounding may leave the ends a bit beside a mean at 0 or 1, and the mean itself a bit above 1.
        mean = min(1.0, self.mean)
        return Estimate(mean, max(0.0, min(low, mean)), min(1.0, max(high, mean)), len(groups.of))


def accuracy(right: np.ndarray) -> Shares:
    """Share of the samples that are right, 0/1 (N,)."""
    return Shares(np.array([np.mean(right)]), Parts.of_mean(np.asarray(right, dtype=np.float64)))


def mean_right(right: np.ndarray) -> Shares:
    """Share of all yes/no decisions that are right, 0/1 (N, C): those of one sample may be right together."""
    each = right.mean(axis=1)
    return Shares(np.array([each.mean()]), Parts.of_mean(each, right.shape[1]))


def mean_recall(right: np.ndarray, targets: np.ndarray) -> Shares:
    """Mean recall of the classes among the targets, indices (N,); `right` bool (N,)."""
    return _by_class(targets, right)


def precision(predicted: np.ndarray, targets: np.ndarray) -> Shares:
    """Mean precision of the classes among the targets, without those that were never predicted.

    The weights sum to less than 1 then: how much their precision would bring is not known.
    """
    present = np.unique(targets)
    kept = np.flatnonzero(np.isin(predicted, present))
    shares = _by_class(predicted[kept], (predicted == targets)[kept], kept)
    return _weighted(shares, np.full(len(shares.values), 1 / len(present)))


def f1(predicted: np.ndarray, targets: np.ndarray, *, weighted: bool = False) -> Shares:
    """Mean F1 of the classes among the targets, plain or weighted by their samples."""
    present, true = np.unique(targets, return_inverse=True)
    place = np.full(max(int(targets.max()), int(predicted.max())) + 1, -1)
    place[present] = np.arange(len(present))
    rows, said = np.arange(len(targets)), place[predicted]
    wrong = predicted != targets
    other = wrong & (said >= 0)
    shares = _f1(
        np.concatenate([true, said[other]]),
        np.concatenate([rows, rows[other]]),
        np.concatenate([~wrong, np.zeros(int(other.sum()), dtype=bool)]),
    )
    return _by_support(shares, np.bincount(true)) if weighted else shares


def f1_of_labels(chosen: np.ndarray, truth: np.ndarray) -> Shares:
    """Mean F1 of the labels that any sample has; bool (N, C)."""
    present = truth.any(axis=0)
    rows, classes = np.nonzero((chosen | truth)[:, present])
    both = (chosen & truth)[:, present][rows, classes]
    return _f1(classes, rows, both)


def micro_f1(chosen: np.ndarray, truth: np.ndarray) -> Shares:
    """F1 of all decisions thrown together; bool (N, C)."""
    rows, _ = np.nonzero(chosen | truth)
    both = (chosen & truth)[chosen | truth]
    shares = _f1(np.zeros(len(rows), dtype=np.int64), rows, both)
    return replace(shares, parts=replace(shares.parts, several=True))


def _weighted(shares: Shares, weights: np.ndarray) -> Shares:
    return replace(shares, parts=replace(shares.parts, weights=weights))


def _by_support(shares: Shares, support: np.ndarray) -> Shares:
    """Weighted by how frequent the classes (C,) are among the samples, which is drawn like the shares."""
    weights = support / support.sum()
    within = np.sum(weights**2 * shares.values * (1 - shares.values) / shares.parts.trials)
    between = np.sum(weights * (shares.values - np.sum(weights * shares.values)) ** 2) / support.sum()
    known = within / (within + between) if within > 0 else 1.0
    return replace(shares, parts=replace(shares.parts, weights=weights, trials=shares.parts.trials * known))


def _by_class(classes: np.ndarray, right: np.ndarray, rows: np.ndarray | None = None) -> Shares:
    """The plain mean of the share that is right in each class that occurs."""
    _, place, number = np.unique(classes, return_inverse=True, return_counts=True)
    values = np.bincount(place, right) / number
    size = 1 / number[place]
    rows = np.arange(len(classes)) if rows is None else rows
    weights = np.full(len(number), 1 / max(len(number), 1))
    trials, influence = number.astype(np.float64), (right - values[place]) * size
    return Shares(values, Parts(trials, weights, place, rows, size, influence))


def _f1(classes: np.ndarray, rows: np.ndarray, both: np.ndarray) -> Shares:
    """Entries (E,): a sample that has the class, or was given it, or `both`. Classes are 0..C-1, all
    there."""
    weight = 1.0 + both
    total = np.bincount(classes, weight)
    values = 2 * np.bincount(classes, both) / total
    count, part = len(values), 1 / total
    # An error counts in two classes: its square of the sum, over the sum of squares, for a pair by chance.
    crossed = (part.sum() ** 2 - np.sum(part**2)) / (count - 1) / np.sum(part**2) if count > 1 else 0.0
    parts = Parts(
        total / (2 - values),
        np.full(count, 1 / count),
        classes,
        rows,
        weight / total[classes],
        (2 * both - values[classes] * weight) / total[classes],
        overlap=1 + float(crossed),
    )
    return Shares(values, parts)
