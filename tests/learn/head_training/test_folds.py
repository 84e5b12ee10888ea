"""Divisions on which models are compared."""

from __future__ import annotations

import numpy as np

from huoyan.learn.head_training.folds import Folds


def drawn(targets: list[int], groups: list[int] | None = None, **options: int) -> Folds:
    values = {"parts": 3, "repeats": 2, "seed": 0, **options}
    places = np.arange(len(targets)) if groups is None else np.array(groups)
    return Folds.drawn(np.array(targets), places, **values)


def test_every_picture_is_answered_once_a_repeat_by_models_that_did_not_see_it() -> None:
    folds = drawn([0, 1] * 15)
    for repeat in range(2):
        answered = np.concatenate([rows for at, _, rows in folds if at == repeat])
        assert sorted(answered) == list(range(30))
    assert all(not set(teaching) & set(answered) for _, teaching, answered in folds)
    assert not np.array_equal(folds.fold[0], folds.fold[1])


def test_every_part_has_its_share_of_each_class() -> None:
    folds = drawn([0] * 30 + [1] * 6, parts=3, repeats=5)
    for fold in folds.fold:
        for part in range(3):
            assert (np.bincount(np.r_[[0] * 30, [1] * 6][fold == part]) == [10, 2]).all()


def test_pictures_of_one_group_are_never_on_both_sides() -> None:
    rng = np.random.default_rng(1)
    groups = rng.integers(0, 12, 90)
    folds = drawn(list(rng.integers(0, 3, 90)), list(groups), repeats=4)
    for fold in folds.fold:
        assert all(len(set(fold[groups == group])) == 1 for group in set(groups))


def test_a_seed_draws_the_same_again() -> None:
    targets = [0, 1, 2] * 20
    assert np.array_equal(drawn(targets, seed=3).fold, drawn(targets, seed=3).fold)
    assert not np.array_equal(drawn(targets, seed=3).fold, drawn(targets, seed=4).fold)


def test_a_held_out_part_is_answered_by_the_others_once() -> None:
    (division,) = Folds.held_out(np.array([False, True, False, True]))
    repeat, teaching, answered = division
    assert (repeat, teaching.tolist(), answered.tolist()) == (0, [0, 2], [1, 3])
