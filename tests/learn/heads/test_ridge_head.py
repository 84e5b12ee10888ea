"""Ridge: what it leaves out is what a real fit without those rows says."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Ridge as PlainRidge

from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.parts.scaling import scaling
from huoyan.learn.heads.ridge import STRENGTHS, Ridge
from lessons import easy, features_of, lesson, pixels


def signs(given: Lesson) -> np.ndarray:
    return np.where(given.targets[:, None] == np.arange(given.classes), 1.0, -1.0)


def refitted(given: Lesson, alpha: float) -> np.ndarray:
    """Values of the rows of each group by scikit-learn's ridge on all others. Only the scaling knows all."""
    rows, targets, values = scaling(given.features, given.weights).apply(given.features), signs(given), []
    for row, group in enumerate(given.groups):
        others = given.groups != group
        model = PlainRidge(alpha=alpha).fit(rows[others], targets[others], given.weights[others])
        values.append(model.predict(rows[row : row + 1])[0])
    return np.array(values)


def some(count: int, groups: np.ndarray | None, weighted: bool) -> Lesson:
    images, targets = pixels(count, 3, noise=120)
    weights = np.random.default_rng(1).uniform(0.2, 3, count) if weighted else None
    return lesson(features_of(images), targets, 3, weights=weights, groups=groups)


GROUPS = {
    "rows": None,
    "threes": np.arange(60) // 3,
    "two halves, more rows than columns": np.arange(60) % 2,
    "unequal": np.sqrt(np.arange(60)).astype(int),
}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("groups", GROUPS)
def test_rows_left_out_in_closed_form_are_those_of_fits_without_their_group(groups: str, weighted: bool):
    given = some(60, GROUPS[groups], weighted)
    head = Ridge().fit(given, {})
    np.testing.assert_allclose(head.left_out, refitted(given, head.settings["alpha"]), atol=1e-5)


@pytest.mark.parametrize("alpha", [1e-2, 1e3])
@pytest.mark.parametrize("groups", [None, np.arange(12) // 2])
def test_the_same_with_fewer_rows_than_columns(groups: np.ndarray | None, alpha: float):
    given = some(12, groups, weighted=True)
    head = Ridge().fit(given, {"alpha": alpha})
    np.testing.assert_allclose(head.left_out, refitted(given, alpha), atol=1e-4)


def test_the_values_are_those_of_scikit_learn():
    given = some(60, None, weighted=True)
    rows = scaling(given.features, given.weights).apply(given.features)
    expected = PlainRidge(alpha=10).fit(rows, signs(given), given.weights).predict(rows)
    np.testing.assert_allclose(Ridge().fit(given, {"alpha": 10}).decide(given.features), expected, atol=1e-5)


def test_the_strength_is_the_one_of_least_squared_error_on_what_is_left_out():
    given = some(60, None, weighted=False)
    errors = [float(np.square(signs(given) - refitted(given, each)).sum()) for each in STRENGTHS]
    assert Ridge().fit(given, {}).settings["alpha"] == STRENGTHS[int(np.argmin(errors))]


def test_noise_is_told_from_signal():
    given = easy()
    noise = lesson(given.features, np.random.default_rng(3).permutation(given.targets), 3)
    assert Ridge().fit(noise, {}).settings["alpha"] >= 100 * Ridge().fit(given, {}).settings["alpha"]


def test_copies_in_one_group_do_not_vouch_for_each_other():
    images, _ = pixels(30, 3, noise=200)
    features, targets = features_of(np.concatenate([images] * 2)), np.random.default_rng(0).integers(0, 3, 30)
    twice = np.concatenate([targets] * 2)
    apart = lesson(features, twice, 3, groups=np.concatenate([np.arange(30)] * 2))
    alike = lesson(features, twice, 3)

    def right(given: Lesson) -> float:
        left_out = Ridge().fit(given, {"alpha": 1e-2}).left_out
        assert left_out is not None
        return float((left_out.argmax(axis=1) == given.targets).mean())

    assert right(apart) < 0.6 < right(alike)


def test_one_group_alone_leaves_out_row_by_row():
    given = some(20, np.zeros(20, int), weighted=False)
    each = some(20, None, weighted=False)
    np.testing.assert_array_equal(Ridge().fit(given, {}).left_out, Ridge().fit(each, {}).left_out)


def test_one_row_alone_leaves_nothing_out():
    assert Ridge().fit(some(1, None, weighted=False), {}).left_out is None


def test_many_rows_are_left_out_in_parts():
    given = some(1300, np.arange(1300) // 2, weighted=False)
    head = Ridge().fit(given, {"alpha": 3.0})
    some_rows = np.arange(0, 1300, 97)
    rows, targets = scaling(given.features, given.weights).apply(given.features), signs(given)
    for row in some_rows:
        others = given.groups != given.groups[row]
        expected = PlainRidge(alpha=3.0).fit(rows[others], targets[others]).predict(rows[row : row + 1])[0]
        np.testing.assert_allclose(head.left_out[row], expected, atol=1e-5)
