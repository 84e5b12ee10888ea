"""A threshold that good pictures pass at a stated rate."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from huoyan.metrics.intervals.conformal import least_held_out, rank_for, rate_bounds


@pytest.mark.parametrize(("rate", "least"), [(0.5, 1), (0.1, 9), (0.05, 19), (0.01, 99), (0.3, 3)])
def test_a_rate_needs_so_many_held_out_pictures(rate: float, least: int) -> None:
    assert least_held_out(rate) == least
    assert rank_for(least, rate) <= least
    assert rank_for(least - 1, rate) > least - 1


@pytest.mark.parametrize(
    ("n", "rate", "rank"), [(99, 0.01, 99), (199, 0.01, 198), (21, 0.1, 20), (9, 0.1, 9)]
)
def test_the_threshold_is_the_score_of_this_rank(n: int, rate: float, rank: int) -> None:
    assert rank_for(n, rate) == rank


@pytest.mark.parametrize(("n", "rank"), [(1, 1), (9, 9), (99, 99), (199, 190), (2000, 1980)])
def test_the_interval_is_that_of_the_beta_distribution(n: int, rank: int) -> None:
    expected = beta.ppf((0.025, 0.975), n + 1 - rank, rank)
    assert rate_bounds(n, rank) == pytest.approx(expected, abs=1e-9)


def test_new_pictures_are_above_the_threshold_as_often_as_stated() -> None:
    """Scores of any distribution: 2,000 draws of 19 held-out ones and one new one, at a rate of 0.1."""
    scores = np.random.default_rng(0).lognormal(size=(2000, 20))
    threshold = np.sort(scores[:, :19], axis=1)[:, rank_for(19, 0.1) - 1]
    assert np.mean(scores[:, 19] > threshold) == pytest.approx(0.1, abs=0.02)


def test_the_interval_holds_the_true_rate_in_95_of_100_draws() -> None:
    """Of uniform scores the share above a threshold is one less it."""
    scores = np.sort(np.random.default_rng(1).uniform(size=(4000, 30)), axis=1)
    rank = rank_for(30, 0.1)
    low, high = rate_bounds(30, rank)
    true = 1 - scores[:, rank - 1]
    assert np.mean((true >= low) & (true <= high)) == pytest.approx(0.95, abs=0.015)
