"""The interval of a mean over folds, which share their pictures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from huoyan.errors import HuoyanError
from huoyan.learn.head_training.folds import Folds
from huoyan.metrics.paired.over_folds import over_folds


def test_the_interval_is_that_of_the_formula_worked_out_by_hand():
    # Mean 2, variance 1, three folds of which each answers a quarter of what it learns from: t of 2 degrees
    # is 4.3027, so the half width is 4.3027 * sqrt(1/3 + 1/4).
    found = over_folds(np.array([1.0, 2.0, 3.0]), answered=10, taught=40)
    assert found.value == 2
    assert found.n == 3
    assert found.high - found.value == pytest.approx(4.302652729749462 * math.sqrt(7 / 12))
    assert found.value - found.low == pytest.approx(found.high - found.value)


def test_folds_that_all_say_the_same_leave_no_doubt():
    found = over_folds(np.full(10, 0.25), answered=20, taught=80)
    assert (found.low, found.value, found.high) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(("n", "answered", "taught"), [(1, 20, 80), (10, 0, 80), (10, 20, 0)])
def test_without_two_folds_or_without_pictures_there_is_no_interval(n: int, answered: float, taught: float):
    with pytest.raises(HuoyanError, match="Cross-validate"):
        over_folds(np.arange(n, dtype=float), answered=answered, taught=taught)


def centroid_accuracy(
    train: np.ndarray, labels: np.ndarray, asked: np.ndarray, truth: np.ndarray, scale: np.ndarray
) -> float:
    """Of the nearest mean, with each column stretched by `scale`: two of these are two ways to learn."""
    means = np.stack([train[labels == label].mean(axis=0) for label in (0, 1)])
    far = (((asked[:, None] - means) * scale) ** 2).sum(axis=2)
    return float((far.argmin(axis=1) == truth).mean())


def drawn(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(n) % 2
    return rng.normal(0, 1, (n, 4)) + labels[:, None] * np.array([1.2, 0.6, 0.0, 0.0]), labels


def test_the_interval_holds_the_true_difference_in_at_least_93_of_100_data_sets():
    rng, n, even, tuned = np.random.default_rng(1), 60, np.ones(4), np.array([1.0, 1.0, 0.3, 0.3])
    asked, truth = drawn(rng, 4000)
    taught = n * 4 // 5

    def apart(rows: np.ndarray, labels: np.ndarray, asked: np.ndarray, truth: np.ndarray) -> float:
        first = centroid_accuracy(rows, labels, asked, truth, tuned)
        return first - centroid_accuracy(rows, labels, asked, truth, even)

    # What the difference is of data of this size, in the mean over data sets.
    true = np.mean([apart(*drawn(rng, taught), asked, truth) for _ in range(400)])
    held = plain = 0
    for seed in range(300):
        rows, labels = drawn(rng, n)
        folds = Folds.drawn(labels, np.arange(n), parts=5, repeats=2, seed=seed)
        values = np.array([apart(rows[t], labels[t], rows[a], labels[a]) for _, t, a in folds])
        found = over_folds(values, answered=n - taught, taught=taught)
        held += found.low <= true <= found.high
        half = 2.262 * values.std(ddof=1) / math.sqrt(len(values))
        plain += abs(values.mean() - true) <= half
    assert held >= 0.93 * 300
    assert plain < held - 20  # the plain interval is too narrow: the correction is what holds
