"""What more pictures would bring, against laws that are known."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.metrics.growth import Errors, extrapolated
from huoyan.metrics.intervals.groups import Groups

SIZES = np.array([50.0, 100.0, 250.0, 500.0])


def law(sizes: np.ndarray | float, floor: float = 0.04, scale: float = 1.2, power: float = 0.5) -> np.ndarray:
    return np.asarray(floor + scale * np.asarray(sizes, float) ** -power)


def answered(errors: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
    """Wrong or right for n pictures at each size: what is easy at one size is easy at the others."""
    hardness = np.random.default_rng(seed).random(n)
    return (hardness < errors[:, None]).astype(float)


def measured(errors: np.ndarray, n: int = 5000, seed: int = 0) -> Errors:
    return Errors(SIZES, answered(errors, n, seed), Groups.alone(n))


def test_a_law_that_is_followed_is_carried_on() -> None:
    (found,) = extrapolated(measured(law(SIZES), 20_000), [1000])
    assert found.value == pytest.approx(1 - law(1000), abs=0.006)
    assert found.low < 1 - law(1000) < found.high
    assert found.n == 20_000


def test_the_interval_holds_what_laws_of_many_shapes_come_to() -> None:
    rng, held = np.random.default_rng(1), []
    for seed in range(150):
        shape = {"floor": rng.uniform(0, 0.2), "scale": rng.uniform(0.5, 2.5), "power": rng.uniform(0.2, 0.8)}
        errors = measured(law(SIZES, **shape).clip(max=0.9), int(rng.integers(150, 900)), seed)
        (found,) = extrapolated(errors, [1000])
        held.append(found.low <= 1 - law(1000, **shape) <= found.high)
    assert np.mean(held) >= 0.9


def test_the_further_ahead_the_less_is_known() -> None:
    near, far, further = extrapolated(measured(law(SIZES), 800), [500, 1000, 4000])
    widths = [each.high - each.low for each in (near, far, further)]
    assert widths == sorted(widths)
    assert near.value < far.value < further.value < 1


def test_more_pictures_to_answer_make_it_surer() -> None:
    few, many = (extrapolated(measured(law(SIZES), n), [1000])[0] for n in (100, 5000))
    assert few.high - few.low > many.high - many.low


def test_errors_that_do_not_fall_promise_little() -> None:
    (found,) = extrapolated(measured(np.full(4, 0.3)), [1000])
    assert 0.7 <= found.value < 0.72
    assert found.low < 0.7


def test_no_error_seen_is_not_none_to_come() -> None:
    (found,) = extrapolated(measured(np.zeros(4), 100), [1000])
    assert found.low < 0.985
    assert found.high <= 1


def test_chance_stays_chance() -> None:
    (found,) = extrapolated(measured(np.ones(4), 200), [1000])
    assert 0 <= found.low <= found.value < 0.05


def test_pictures_of_few_groups_tell_less() -> None:
    wrong = np.repeat(answered(law(SIZES), 60), 10, axis=1)
    alone = Errors(SIZES, wrong, Groups.alone(600))
    grouped = Errors(SIZES, wrong, Groups(np.repeat(np.arange(60), 10), 60))
    (narrow,), (wide,) = extrapolated(alone, [1000]), extrapolated(grouped, [1000])
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)
    assert grouped.shares()[0].low < alone.shares()[0].low


def test_quantiles_are_those_of_draws_from_the_shapes() -> None:
    """The slow way: shapes drawn by how well they fit, then a level, then how far it strays."""
    from huoyan.metrics import growth

    errors, rng = measured(law(SIZES), 400), np.random.default_rng(2)
    log_error, covariance = growth._logarithms(errors)
    stray = growth.STRAY * (1 - np.exp(log_error[-1])) ** 2
    gaps = np.log(SIZES[-1] / SIZES)
    precision = np.linalg.inv(covariance + stray**2 * np.minimum.outer(gaps, gaps))
    shapes = [(a, c) for a in growth.FLOORS for c in growth.EXPONENTS]
    fits, centres = [], []
    for a, c in shapes:
        law_of = np.log(a + (1 - a) * (SIZES / SIZES[-1]) ** -c)
        level = (precision @ (log_error - law_of)).sum() / precision.sum()
        rest = log_error - law_of - level
        fits.append(np.exp(-0.5 * rest @ precision @ rest))
        centres.append(level + np.log(a + (1 - a) * 2.0**-c))
    drawn = rng.choice(len(shapes), 200_000, p=np.array(fits) / sum(fits))
    spread = np.sqrt(1 / precision.sum() + stray**2 * np.log(2))
    right = 1 - np.exp(np.array(centres)[drawn] + spread * rng.normal(size=len(drawn)))
    (found,) = extrapolated(errors, [1000])
    expected = np.quantile(right, [0.5, 0.025, 0.975])
    assert [found.value, found.low, found.high] == pytest.approx(list(expected), abs=1e-3)
