"""Heads tried on pictures that they had not seen: what makes their values probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.data.dataset import Dataset
from huoyan.learn.head_training.head_search import Tried, log_loss, logit_scale, tries, try_head
from huoyan.learn.head_training.pool import Pool
from making import sample_of


def tried_on(targets: np.ndarray, features: np.ndarray) -> Tried:
    samples = tuple(sample_of(str(at), int(each), split="train") for at, each in enumerate(targets))
    data = Dataset("made", tuple("abc"[: int(targets.max()) + 1]), samples)
    pool = Pool.of(data, [""] * len(data), {}, weighted=False, seed=0)
    return try_head(pool, features, pool.folds(), "ridge", {"alpha": 100.0})


def of_two(targets: np.ndarray) -> Pool:
    """Training pictures of two classes."""
    samples = tuple(sample_of(f"{at}", int(target), split="train") for at, target in enumerate(targets))
    data = Dataset("made", ("a", "b"), samples)
    return Pool.of(data, [f"{at:064x}" for at in range(len(targets))], {}, weighted=False, seed=0)


def scale_of(targets: np.ndarray, features: np.ndarray) -> float:
    logits, rows = tried_on(targets, features).sure
    return logit_scale(logits, targets[rows])


def test_the_only_picture_of_a_class_does_not_make_all_others_unsure() -> None:
    rng = np.random.default_rng(0)
    targets = np.arange(100) % 2
    features = (rng.normal(0, 1, (101, 10)) + 3 * np.r_[targets, 0][:, None]).astype(np.float32)
    known = scale_of(targets, features[:100])
    assert scale_of(np.r_[targets, 2], features) == pytest.approx(known, rel=0.25)


def test_where_every_class_has_one_picture_all_are_told_by() -> None:
    targets, features = np.arange(3), np.eye(3, dtype=np.float32)
    assert np.isfinite(scale_of(targets, features))
    assert np.isfinite(log_loss(tried_on(targets, features), targets))


def test_a_candidate_that_falls_far_behind_is_given_up_early() -> None:
    rng = np.random.default_rng(0)
    targets = np.arange(120) % 2
    rows = np.float32(rng.normal(0, 1, (120, 3)) + 3 * targets[:, None])
    pool = of_two(targets)
    good = try_head(pool, rows, pool.folds(), "ridge", {"alpha": 1.0})
    noise = np.float32(rng.normal(0, 1, (120, 3)))
    given_up = list(tries(pool, noise, pool.folds(), ["ridge"], lambda: False, holder=lambda: good))
    kept = list(tries(pool, rows, pool.folds(), ["ridge"], lambda: False, holder=lambda: good))
    assert (len(given_up), len(kept)) == (0, 1)
    assert kept[0].accuracy >= 0.9


def test_one_that_must_win_is_given_up_when_it_is_not_ahead() -> None:
    rng = np.random.default_rng(0)
    targets = np.arange(120) % 2
    rows = np.float32(rng.normal(0, 1, (120, 3)) + 2 * targets[:, None])
    pool = of_two(targets)
    good = try_head(pool, rows, pool.folds(), "ridge", {"alpha": 1.0})
    found = {
        must: list(
            tries(pool, rows, pool.folds(), ["ridge"], lambda: False, holder=lambda: good, must_win=must)
        )
        for must in (False, True)
    }
    assert (len(found[False]), len(found[True])) == (1, 0)


def test_a_candidate_that_time_cuts_off_is_not_told() -> None:
    rng = np.random.default_rng(0)
    targets = np.arange(40) % 2
    rows = np.float32(rng.normal(0, 1, (40, 3)) + 2 * targets[:, None])
    pool = of_two(targets)
    asked = iter([False, False, True])  # before the second candidate, and before its second fold
    found = list(tries(pool, rows, pool.folds(), ["logistic"], lambda: next(asked, True)))
    assert [tried.settings for tried in found] == [{"C": 0.001}]
