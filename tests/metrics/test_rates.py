"""The interval of a rate is Garwood's, and covers the truth in 95 of 100 cases or more."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, poisson

from huoyan.errors import UsageError
from huoyan.metrics.intervals.rates import garwood, poisson_rate


@pytest.mark.parametrize("events", [0, 1, 2, 3, 7, 20, 100, 1000, 100_000, 3_000_000])
def test_the_interval_is_that_of_the_chi_squared_distribution(events: int):
    low, high = garwood(events)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * events) / 2 if events else 0.0, rel=1e-7)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2, rel=1e-7)


@pytest.mark.parametrize("mean", [0.1, 0.7, 2.0, 5.5, 30.0])
def test_it_covers_the_true_mean_in_95_of_100_cases_or_more(mean: float):
    counts = np.arange(0, 200)
    covered = [low <= mean <= high for low, high in map(garwood, counts.tolist())]
    assert 0.95 <= poisson.pmf(counts[covered], mean).sum() <= 1.0


def test_no_event_in_two_hours_may_still_be_44_a_day():
    rate = poisson_rate(0, 2 / 24)
    assert (rate.value, rate.low, round(rate.high, 1), rate.events) == (0.0, 0.0, 44.3, 0)


def test_thirty_times_as_long_without_an_event_allows_a_thirtieth():
    assert poisson_rate(0, 30.0).high == pytest.approx(poisson_rate(0, 1.0).high / 30)


@pytest.mark.parametrize(("events", "exposure"), [(-1, 1.0), (0, 0.0), (3, -2.0), (3, float("nan"))])
def test_nothing_watched_gives_no_rate(events: int, exposure: float):
    with pytest.raises(UsageError, match="exposure > 0"):
        poisson_rate(events, exposure)
