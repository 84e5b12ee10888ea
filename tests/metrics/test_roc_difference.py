"""ROC areas of two models on the same pictures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.paired.roc_difference import RocArea


def slowly(first: np.ndarray, second: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """DeLong's difference and its variance, from the placements of each picture."""
    parts = []
    for scores in (first, second):
        wins = (scores[truth][:, None] > scores[~truth]) + 0.5 * (scores[truth][:, None] == scores[~truth])
        parts.append((wins.mean(), wins.mean(axis=1), wins.mean(axis=0)))
    (a, above, below), (b, above2, below2) = parts
    variance = np.var(above - above2, ddof=1) / truth.sum() + np.var(below - below2, ddof=1) / (~truth).sum()
    return a - b, float(variance)


def test_the_difference_is_that_of_delong() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(80) < 30
    first = truth + rng.normal(0, 1, 80)
    second = 0.5 * truth + 0.6 * first + rng.normal(0, 1, 80)
    apart, variance = slowly(first, second, truth)
    one, other = RocArea("roc_auc", first, truth), RocArea("roc_auc", second, truth)
    found = one.difference(other, Groups.alone(80))
    assert found.value == pytest.approx(apart)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * variance**0.5, rel=1e-5)
    expected = 2 * norm.sf(abs(apart) / variance**0.5)
    assert one.chance(other, Groups.alone(80)) == pytest.approx(expected)


def test_a_model_and_its_copy_do_not_differ() -> None:
    scores, truth = np.arange(20.0), np.arange(20) > 8
    one = RocArea("roc_auc", scores, truth)
    assert one.chance(RocArea("roc_auc", 2 * scores, truth), Groups.alone(20)) == 1
    assert one.difference(one, Groups.alone(20)).value == 0
    assert one.only_right(one) is None
