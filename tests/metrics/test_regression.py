"""Figures of predicted numbers against slow second versions, and how often their intervals hold the truth."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr
from scipy.stats import t as student
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from huoyan.errors import UsageError
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.rank_correlation import value_ranks
from huoyan.metrics.regression import FIGURES, LEAST_SAMPLES, value_estimates

LOWEST = 0.87  # of 300 draws: 95 % of them, and what skewed errors and chance take away
numbers = st.lists(st.integers(-5, 5) | st.floats(-1e3, 1e3), min_size=LEAST_SAMPLES, max_size=40)


def drawn(n: int, seed: int, *, skewed: bool = False, size: int = 1) -> tuple[np.ndarray, np.ndarray, Groups]:
    """Errors of half the deviation of the truths; groups of `size` share half of the variance."""
    rng = np.random.default_rng(seed)
    of = np.arange(n) // size

    def values(skew: bool) -> np.ndarray:
        own, common = rng.standard_gamma(1, (2, n)) - 1 if skew else rng.normal(size=(2, n))
        return own if size == 1 else np.sqrt(0.5) * own + np.sqrt(0.5) * common[of]

    truth = values(False)
    return truth + 0.5 * values(skewed), truth, Groups.alone(n) if size == 1 else Groups(of, int(of[-1]) + 1)


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_scipy_and_scikit_learn(seed: int):
    predicted, truth, groups = drawn(50, seed)
    found = {name: each.value for name, each in value_estimates(predicted, truth, groups).items()}
    assert found == pytest.approx(
        {
            "mae": mean_absolute_error(truth, predicted),
            "rmse": root_mean_squared_error(truth, predicted),
            "r2": r2_score(truth, predicted),
            "spearman": spearmanr(truth, predicted).statistic,
        }
    )


def test_figures_of_groups_are_those_of_their_pictures():
    predicted, truth, groups = drawn(60, 0, size=3)
    found, alone = (
        value_estimates(predicted, truth, groups),
        value_estimates(predicted, truth, Groups.alone(60)),
    )
    assert {name: each.value for name, each in found.items()} == pytest.approx(
        {name: each.value for name, each in alone.items()}
    )


@given(numbers)
def test_equal_numbers_share_the_mean_of_their_ranks(values: list[float]):
    assert value_ranks(np.array(values, float)).tolist() == pytest.approx((rankdata(values) - 1).tolist())


@given(numbers, st.integers(0, 2**32 - 1))
def test_every_figure_lies_in_its_interval_whatever_the_numbers(values: list[float], seed: int):
    truth = np.array(values, float)
    predicted = truth + np.random.default_rng(seed).integers(-1, 2, len(truth))
    for each in value_estimates(predicted, truth, Groups.alone(len(truth))).values():
        assert each.low - 1e-9 <= each.value <= each.high + 1e-9
        assert np.isfinite([each.low, each.value, each.high]).all()


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("name", ["mae", "r2"])
def test_an_interval_is_that_of_a_jackknife_written_out(name: str, size: int):
    predicted, truth, groups = drawn(36, 1, size=size)
    scale = {"mae": np.log, "r2": lambda x: -np.log(1 - x)}[name]
    back = {"mae": np.exp, "r2": lambda x: 1 - np.exp(-x)}[name]

    def figure(kept: np.ndarray) -> float:
        if name == "mae":
            return float(np.abs(predicted - truth)[kept].mean())
        return float(r2_score(truth[kept], predicted[kept]))

    without = np.array([scale(figure(groups.of != g)) for g in range(groups.count)])
    count = groups.count
    error = np.sqrt((count - 1) / count * np.sum((without - without.mean()) ** 2))
    half = student.ppf(0.975, count - 1) * error
    whole = scale(figure(np.ones(36, bool)))
    found = value_estimates(predicted, truth, groups)[name]
    assert (found.low, found.high) == pytest.approx((back(whole - half), back(whole + half)), rel=1e-3)


def test_the_upper_end_of_rmse_counts_one_error_more_of_twice_the_largest_square():
    predicted, truth, groups = drawn(30, 3, skewed=True)
    squares = (predicted - truth) ** 2
    more = np.append(squares, 2 * squares.max())
    without = np.log((more.sum() - more) / 30) / 2
    error = np.sqrt(30 / 31 * np.sum((without - without.mean()) ** 2))
    high = np.exp(np.log(more.mean()) / 2 + student.ppf(0.975, 30) * error)
    assert value_estimates(predicted, truth, groups)["rmse"].high == pytest.approx(high, rel=1e-3)


def test_what_is_not_defined_is_not_there():
    ten = np.arange(10.0)
    assert value_estimates(ten[:9], ten[:9], Groups.alone(9)) == {}
    assert value_estimates(ten, ten, Groups(np.arange(10) // 2, 5)) == {}
    assert value_estimates(ten, np.ones(10), Groups.alone(10)).keys() == {"mae", "rmse"}
    assert value_estimates(np.ones(10), ten, Groups.alone(10)).keys() == {"mae", "rmse", "r2"}
    assert value_estimates(ten, ten[::-1], Groups.alone(10)).keys() == FIGURES.keys()


def test_where_one_picture_alone_differs_its_share_of_the_variance_is_not_told():
    truth = np.array([0.0] * 19 + [5.0])
    found = value_estimates(truth + 0.1, truth, Groups.alone(20))
    assert found.keys() == {"mae", "rmse"}
    assert value_estimates(truth, truth[::-1], Groups.alone(20)).keys() == {"mae", "rmse"}


def test_an_error_of_one_picture_alone_has_an_interval():
    predicted = np.arange(20.0)
    predicted[3] += 2
    found = value_estimates(predicted, np.arange(20.0), Groups.alone(20))["mae"]
    assert found.value == pytest.approx(0.1)
    assert found.low < 0.001
    assert 0.5 < found.high < np.inf


def test_perfect_answers_have_perfect_figures():
    found = value_estimates(np.arange(20.0), np.arange(20.0), Groups.alone(20))
    assert [round(found[name].value, 6) for name in FIGURES] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    "predicted", [np.arange(9.0), np.full(10, np.nan), np.full(10, np.inf), np.ones((10, 1))]
)
def test_numbers_that_do_not_fit_are_refused(predicted: np.ndarray):
    with pytest.raises(UsageError, match="finite"):
        value_estimates(predicted, np.arange(10.0), Groups.alone(10))


@cache
def true_figures(skewed: bool) -> dict[str, float]:
    whole = drawn(100_000, 0, skewed=skewed)
    return {name: each.value for name, each in value_estimates(*whole).items()}


@pytest.mark.parametrize(("n", "size"), [(20, 1), (72, 1), (72, 6), (300, 6)])
@pytest.mark.parametrize("skewed", [False, True])
def test_intervals_hold_the_truth(n: int, size: int, skewed: bool):
    true = true_figures(skewed)
    held: Counter[str] = Counter()
    for seed in range(300):
        for name, each in value_estimates(*drawn(n, seed + 1, skewed=skewed, size=size)).items():
            held[name] += each.low <= true[name] <= each.high
    assert {name: held[name] / 300 for name in FIGURES if held[name] / 300 < LOWEST} == {}
