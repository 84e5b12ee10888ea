"""How answers grow better with the pictures learnt from, measured on pictures that were not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huoyan.data.dataset import Dataset
from huoyan.learn.head_training.head_search import try_head
from huoyan.learn.head_training.learning_curve import drawn, learning_curve
from huoyan.learn.head_training.pool import Pool
from huoyan.metrics.growth import Errors
from making import sample_of


def pool_of(targets: np.ndarray, groups: np.ndarray | None = None, val: int = 0) -> Pool:
    """Of made pictures, the last `val` of which are validation."""
    n = len(targets)
    samples = tuple(
        sample_of(str(at), int(each), Path("none"), split="train") for at, each in enumerate(targets)
    )
    data = Dataset("made", tuple("abcdefgh"[: int(targets.max()) + 1]), samples)
    is_val = np.arange(n) >= n - val
    together = np.arange(n) if groups is None else groups
    return Pool(data, ("",) * n, together, np.ones(n), is_val, True, 0)


def clouds(n: int, classes: int = 4, apart: float = 0.8) -> tuple[np.ndarray, np.ndarray]:
    """features (n, 40) and targets (n,): clouds about as many centres, which overlap."""
    rng = np.random.default_rng(0)
    targets = rng.permutation(np.arange(n) % classes)
    centres = rng.normal(0, apart, (classes, 40))
    return (centres[targets] + rng.normal(0, 2, (n, 40))).astype(np.float32), targets


def measured(pool: Pool, features: np.ndarray) -> Errors | None:
    folds = pool.folds()
    tried = try_head(pool, features, folds, "ridge", {"alpha": 100.0})
    return learning_curve(pool, features, folds, tried, lambda: False)


def test_errors_fall_with_the_pictures_learnt_from() -> None:
    features, targets = clouds(400)
    found = measured(pool_of(targets), features)
    assert found is not None
    assert list(found.sizes) == [32, 64, 160, 320]
    assert found.wrong.shape == (4, 400)
    means = found.wrong.mean(axis=1)
    assert list(means) == sorted(means, reverse=True)
    assert means[0] > means[-1] + 0.05


def test_all_pictures_count_at_the_largest_size_as_they_did_when_rungs_were_compared() -> None:
    features, targets = clouds(200)
    pool = pool_of(targets)
    tried = try_head(pool, features, pool.folds(), "ridge", {"alpha": 100.0})
    found = learning_curve(pool, features, pool.folds(), tried, lambda: False)
    assert found is not None
    assert found.wrong[-1] == pytest.approx(1 - tried.right)


def test_draws_of_a_share_are_disjoint_whole_groups_with_all_classes() -> None:
    _, targets = clouds(400)
    groups = np.repeat(np.arange(100), 4)
    teaching = np.arange(320)
    draws = list(drawn(pool_of(targets, groups), teaching, 5))
    assert [len(rows) for rows in draws] == pytest.approx([64, 64, 64], abs=8)
    assert not set(draws[0]) & set(draws[1])
    for rows in draws:
        assert set(groups[rows]).isdisjoint(groups[np.setdiff1d(teaching, rows)])
        assert set(targets[rows]) == {0, 1, 2, 3}


def test_with_many_validation_pictures_these_answer_at_every_size() -> None:
    features, targets = clouds(700)
    found = measured(pool_of(targets, val=300), features)
    assert found is not None
    assert (found.wrong.shape[1], found.sizes[-1]) == (300, 400)


def test_small_parts_are_left_out_and_too_few_pictures_tell_nothing() -> None:
    features, targets = clouds(60)
    found = measured(pool_of(targets), features)
    assert found is not None
    assert list(found.sizes) == pytest.approx([9.6, 24, 48])
    features, targets = clouds(12)
    assert measured(pool_of(targets), features) is None


def test_out_of_time_the_folds_that_were_answered_count() -> None:
    features, targets = clouds(200)
    pool = pool_of(targets)
    folds = pool.folds()
    tried = try_head(pool, features, folds, "ridge", {"alpha": 100.0})
    clock = iter([False, False, True])
    found = learning_curve(pool, features, folds, tried, lambda: next(clock))
    assert found is not None
    assert found.wrong.shape[1] == 80
    assert learning_curve(pool, features, folds, tried, lambda: True) is None


def test_few_groups_tell_nothing_however_many_pictures_they_hold() -> None:
    features, targets = clouds(400)
    assert measured(pool_of(targets, groups=np.arange(400) % 10), features) is None
