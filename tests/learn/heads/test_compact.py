"""Rows in fewer columns: what is fitted there is what is fitted to all columns."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from huoyan.learn.heads import HEADS
from huoyan.learn.heads.parts.compact import Compact
from lessons import lesson


def wide(rows: int = 40, columns: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """More columns than rows; the last two rows are copies of the first two."""
    rng = np.random.default_rng(0)
    targets = np.arange(rows) % 3
    features = rng.normal(0, 1, (rows, columns)) + rng.normal(0, 1, (3, columns))[targets]
    features[-2:], targets[-2:] = features[:2], targets[:2]
    return features.astype(np.float32), targets


def test_products_and_distances_stay() -> None:
    rows = wide()[0].astype(np.float64)
    found = Compact.of(rows)
    assert found.rows.shape == (40, 40)
    np.testing.assert_allclose(found.rows @ found.rows.T, rows @ rows.T, atol=1e-5)


def test_coefficients_of_few_columns_answer_as_those_of_all() -> None:
    rows = wide()[0].astype(np.float64)
    found = Compact.of(rows)
    coefficients = np.random.default_rng(1).normal(size=(40, 2))
    given = found.rows.T @ coefficients  # any that penalties may give are sums of rows
    np.testing.assert_allclose(rows @ found.coefficients(given), found.rows @ given, atol=1e-4)


def test_where_columns_are_few_rows_stay_as_they_are() -> None:
    rows = wide(40, 30)[0].astype(np.float64)
    assert Compact.of(rows).rows is rows


@pytest.mark.parametrize("strength", [1e-3, 1.0])
def test_logistic_regression_is_that_of_all_columns(strength: float) -> None:
    features, targets = wide()
    given = lesson(features, targets, 3)
    fitted = HEADS["logistic"].fit(given, {"C": strength})
    peer = LogisticRegression(C=strength, max_iter=5000, tol=1e-8).fit(given.scaled, targets)
    unseen = np.random.default_rng(2).normal(0, 1, (20, 300)).astype(np.float32)
    theirs = peer.decision_function(given.scaling.apply(unseen))
    ours = fitted.decide(unseen)
    np.testing.assert_allclose(ours - ours.mean(1, keepdims=True), theirs, atol=0.02)


def test_kernels_are_those_of_all_columns() -> None:
    features, targets = wide()
    given = lesson(features, targets, 3)
    fitted = HEADS["svm"].fit(given, {"kernel": "rbf", "C": 3.0})
    peer = SVC(C=3.0).fit(given.scaled, targets == 0)
    unseen = (features + np.random.default_rng(2).normal(0, 1, features.shape)).astype(np.float32)
    theirs = peer.decision_function(given.scaling.apply(unseen))
    np.testing.assert_allclose(fitted.decide(unseen)[:, 0], theirs, atol=2e-3)
