"""The rank correlation against a slow second version, and what its interval holds near 1."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from scipy.stats import t as student

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.rank_correlation import MOST_GROUPS, rank_correlation

EVEN = np.arange(20.0)


def drawn(n: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray, Groups]:
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=n)
    return truth + noise * rng.normal(size=n), truth, Groups.alone(n)


def in_groups(n: int, size: int) -> Groups:
    return Groups(np.arange(n) // size, n // size)


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("noise", [0.1, 0.5, 2.0])
def test_the_interval_is_that_of_a_jackknife_written_out(noise: float, size: int):
    predicted, truth, _ = drawn(36, noise, seed=1)
    groups = in_groups(36, size)
    whole = np.arctanh(spearmanr(predicted, truth).statistic)
    left = [np.flatnonzero(groups.of != g) for g in range(groups.count)]
    moved = np.arctanh([spearmanr(predicted[kept], truth[kept]).statistic for kept in left]) - whole
    assert np.abs(moved).max() < 0.5
    count = groups.count
    error = np.sqrt((count - 1) / count * np.sum((moved - moved.mean()) ** 2))
    half = student.ppf(0.975, count - 1) * error
    bias = (count - 1) * moved.mean()
    found = rank_correlation(predicted, truth, groups)
    expected = np.tanh([whole - half, whole + half + max(0, -bias)])
    assert (found.low, found.high) == pytest.approx(tuple(expected), rel=1e-4)


def test_a_perfect_order_is_1_and_proves_the_more_the_more_pictures_there_are():
    found = [rank_correlation(np.arange(n), np.arange(n), Groups.alone(n)) for n in (10, 20, 100)]
    assert [(each.value, each.high) for each in found] == [(1.0, 1.0)] * 3
    assert [each.low for each in found] == pytest.approx([0.978, 0.9972, 0.99998], abs=0.0005)


def test_an_order_that_is_turned_throughout_is_minus_1():
    found, turned = (rank_correlation(EVEN, truth, Groups.alone(20)) for truth in (EVEN, -EVEN))
    assert (turned.low, turned.value, turned.high) == (-found.high, -found.value, -found.low)


def test_a_perfect_order_of_few_levels_or_groups_proves_less():
    levels = EVEN // 10
    assert rank_correlation(levels, levels, Groups.alone(20)).low == pytest.approx(0.63, abs=0.01)
    assert rank_correlation(EVEN, EVEN, in_groups(20, 2)).low == pytest.approx(0.9945, abs=0.0005)


@pytest.mark.parametrize(("n", "noise"), [(20, 0.02), (50, 0.03)])
def test_a_correlation_at_the_low_end_of_a_perfect_order_seldom_gives_one(n: int, noise: float):
    low = rank_correlation(np.arange(n), np.arange(n), Groups.alone(n)).low
    known = spearmanr(*drawn(200_000, noise, seed=0)[:2]).statistic
    perfect = [rank_correlation(*drawn(n, noise, seed)).value == 1 for seed in range(100)]
    assert known >= low or np.mean(perfect) < 0.06


def test_one_picture_far_out_of_order_does_not_make_up_the_whole_interval():
    predicted = EVEN.copy()
    predicted[3] = 30
    found = rank_correlation(predicted, EVEN, Groups.alone(20))
    assert found.value == pytest.approx(spearmanr(predicted, EVEN).statistic)
    assert 0 < found.low < 0.7
    assert 0.9 < found.high < 0.99


@given(st.lists(st.integers(0, 6), min_size=12, max_size=30), st.integers(0, 2**32 - 1))
def test_a_turned_order_has_the_turned_interval_and_both_hold_their_value(values: list[int], seed: int):
    truth = np.array([0, 1, 6, 6, *values], float)
    predicted = truth + np.random.default_rng(seed).integers(-2, 3, len(truth))
    predicted[:4] = [1, 0, 2, 3]
    groups = Groups.alone(len(truth))
    found, turned = rank_correlation(predicted, truth, groups), rank_correlation(predicted, -truth, groups)
    assert found.value == pytest.approx(spearmanr(predicted, truth).statistic)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_of_many_pictures_some_are_left_out_together():
    predicted, truth, groups = drawn(5 * MOST_GROUPS, 0.5, seed=0)
    found = rank_correlation(predicted, truth, groups)
    assert found.high - found.low == pytest.approx(0.02, abs=0.005)


@pytest.mark.parametrize("noise", [0.1, 0.2])
@pytest.mark.parametrize("n", [20, 50, 100, 300])
def test_intervals_near_1_hold_the_truth(n: int, noise: float):
    true = 6 / np.pi * np.arcsin(1 / np.sqrt(1 + noise**2) / 2)  # of two normal quantities (Pearson 1907)
    draws = 15_000 // max(n, 75)
    found = [rank_correlation(*drawn(n, noise, seed)) for seed in range(draws)]
    assert np.mean([each.low <= true <= each.high for each in found]) >= 0.9
