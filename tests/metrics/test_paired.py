"""Two models on the same pictures: the interval of their difference, and how often chance brings as much.

benchmarks/coverage_compare.py asks at many more points.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.paired.chance import chance, flipped, holm, mcnemar
from huoyan.metrics.paired.difference import difference


def answers(both: int, only_first: int, only_second: int) -> tuple[np.ndarray, np.ndarray]:
    """Two models that are right on so many pictures together and alone."""
    first = np.repeat([True, True, False], [both, only_first, only_second])
    second = np.repeat([True, False, True], [both, only_first, only_second])
    return first, second


def alone(values: np.ndarray) -> Groups:
    return Groups.alone(len(values))


def test_the_difference_is_that_of_the_shares_that_are_right():
    first, second = answers(80, 15, 5)
    found = difference(first, second, alone(first))
    assert (found.value, found.n) == (pytest.approx(0.1), 100)
    assert found.low < 0.1 < found.high
    assert 0.0 < found.low < 0.04
    assert 0.16 < found.high < 0.2


def test_the_interval_is_turned_round_with_the_models():
    first, second = answers(80, 15, 5)
    there, back = difference(first, second, alone(first)), difference(second, first, alone(first))
    assert back.value == -there.value
    assert back.low == pytest.approx(-there.high, abs=0.01)
    assert back.high == pytest.approx(-there.low, abs=0.01)


def test_models_that_agree_everywhere_may_still_differ_elsewhere():
    first, second = answers(50, 0, 0)
    found = difference(first, second, alone(first))
    assert found.low < -0.03 < 0.03 < found.high


def test_the_same_seed_gives_the_same_interval():
    first, second = answers(80, 15, 5)
    assert difference(first, second, alone(first), seed=3) == difference(first, second, alone(first), seed=3)


def test_pictures_of_few_groups_widen_the_interval_and_raise_p():
    first, second = answers(150, 40, 10)
    together = Groups(np.arange(200) // 10, 20)
    free, tied = (difference(first, second, groups) for groups in (alone(first), together))
    assert tied.high - tied.low > 1.5 * (free.high - free.low)
    assert chance(first, second, together) > chance(first, second, alone(first))


def test_losses_are_compared_in_their_own_unit():
    rng = np.random.default_rng(0)
    first, second = rng.gamma(2, 10, 200), rng.gamma(2, 15, 200)
    found = difference(first, second, alone(first))
    assert found.value == pytest.approx(first.mean() - second.mean())
    spread = (first - second).std() / np.sqrt(200)
    assert found.high - found.low == pytest.approx(2 * 1.96 * spread, rel=0.15)
    assert chance(first, second, alone(first)) < 0.001


@pytest.mark.parametrize("size", [1, 5])
def test_the_interval_holds_the_true_difference_as_often_as_it_says(size: int):
    rng, held = np.random.default_rng(0), 0
    groups = Groups(np.arange(100) // size, 100 // size)
    for _ in range(200):
        which = np.repeat(rng.choice(3, 100 // size, p=[0.88, 0.09, 0.03]), size)
        found = difference(which != 2, which != 1, groups)
        held += found.low <= 0.06 <= found.high
    assert held / 200 >= 0.92


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_is_the_mid_p_value_of_a_fair_coin(a: int, b: int):
    n, fewer = a + b, min(a, b)
    expected = 2 * binom.cdf(fewer, n, 0.5) - binom.pmf(fewer, n, 0.5) if a != b else 1.0
    assert mcnemar(a, b) == pytest.approx(expected, rel=1e-9)


def test_mcnemar_of_very_many_pictures_neither_overflows_nor_vanishes():
    assert mcnemar(40_000, 40_300) == pytest.approx(0.2898, abs=0.001)
    assert mcnemar(0, 50_000) == 0.0


def test_random_signs_come_near_all_signs():
    sums = np.array([3.0, -1.0, 2.5, 0.0, 4.0, -0.5, 1.0, 2.0])
    every = [abs(np.dot(signs, sums)) >= abs(sums.sum()) - 1e-9 for signs in product((-1, 1), repeat=8)]
    assert flipped(sums) == pytest.approx(np.mean(every), abs=0.01)


def test_groups_of_one_picture_are_tested_as_pictures():
    first, second = answers(60, 12, 4)
    exact = 2 * binom.cdf(4, 16, 0.5)
    assert flipped(first.astype(float) - second) == pytest.approx(exact, abs=0.01)


def test_equal_losses_are_no_evidence():
    same = np.arange(30.0)
    assert chance(same, same, alone(same)) == 1.0
    assert difference(same, same, alone(same)).value == 0.0


def test_equal_models_are_called_different_as_often_as_the_level_says():
    rng, alarms = np.random.default_rng(0), 0
    for _ in range(400):
        which = rng.choice(3, 150, p=[0.8, 0.1, 0.1])
        alarms += chance(which != 2, which != 1, Groups.alone(150)) < 0.05
    assert alarms / 400 < 0.07


def test_holm_multiplies_the_smallest_most_and_keeps_the_order():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([0.2]) == [0.2]
