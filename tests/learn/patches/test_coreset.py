"""A few rows that stand for all."""

from __future__ import annotations

import numpy as np

from huoyan.learn.patches.coreset import coreset


def slowly(rows: np.ndarray, first: int, most: int) -> list[int]:
    """The same by all distances, one after the other."""
    taken = [first]
    while len(taken) < most:
        apart = np.array([min(np.sum((row - rows[at]) ** 2) for at in taken) for row in rows])
        taken.append(int(apart.argmax()))
    return taken


def test_each_next_row_is_the_furthest_from_those_before() -> None:
    rows = np.random.default_rng(0).standard_normal((60, 5)).astype(np.float32)
    found = coreset(rows, 12).tolist()
    assert found == slowly(rows.astype(np.float64), found[0], 12)


def test_every_cluster_has_its_row() -> None:
    """Five places far apart, of which one has a single row among 200."""
    rng = np.random.default_rng(1)
    centres = 100 * np.eye(5, 80)
    of = np.r_[np.repeat(np.arange(4), 50), 4]
    rows = (centres[of] + rng.normal(size=(201, 80))).astype(np.float32)
    assert set(of[coreset(rows, 5)]) == {0, 1, 2, 3, 4}


def test_rows_that_are_there_already_are_not_taken_again() -> None:
    rows = np.repeat(np.eye(3, dtype=np.float32), 10, axis=0)
    assert len(coreset(rows, 20)) == 3
    assert len(coreset(np.ones((7, 3), np.float32), 5)) == 1


def test_the_same_seed_gives_the_same_rows() -> None:
    rows = np.random.default_rng(2).standard_normal((300, 100)).astype(np.float32)
    assert coreset(rows, 20, seed=5).tolist() == coreset(rows, 20, seed=5).tolist()
