"""Which pictures rungs are compared on, and which of them are never on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256
from huoyan.data.open import read_dataset
from huoyan.learn.head_training import head_learning
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.job import Job
from huoyan.runs.recipe import recipe_from
from making import photos, sample_of


def pool_of(named: Sequence[str | None], contents: str, together: dict[str, int] | None = None) -> Pool:
    """Pictures 0, 1, ... of two classes in turn, with these groups, and a letter each for their contents."""
    samples = tuple(sample_of(str(at), at % 2, split="train", group=group) for at, group in enumerate(named))
    data = Dataset("made", ("a", "b"), samples)
    return Pool.of(data, list(contents), together or {}, weighted=False, seed=0)


def groups_of(named: list[str | None], contents: str, together: dict[str, int] | None = None) -> list[int]:
    return pool_of(named, contents, together).groups.tolist()


def test_pictures_that_nothing_joins_stand_alone() -> None:
    assert groups_of([None, None, None], "xyz") == [0, 1, 2]


def test_a_copy_does_not_take_a_picture_out_of_its_group() -> None:
    patients = ["p", "p", "q", "q"]
    assert groups_of(patients, "abcd", {"0": 7, "1": 7}) == [0, 0, 1, 1]
    assert groups_of([*patients, None], "abcde", {"1": 7, "4": 7}) == [0, 0, 1, 1, 0]


def test_copies_join_the_groups_that_they_lie_in() -> None:
    assert groups_of(["p", "p", "q", "q"], "abcd", {"1": 7, "2": 7}) == [0, 0, 0, 0]


def test_equal_contents_are_copies_wherever_nobody_looked_for_them() -> None:
    assert groups_of([None, None, None, None], "xyxz") == [0, 1, 0, 2]


@pytest.mark.parametrize("named", ["pppppppp", "pqpqpqpq"])
def test_where_no_class_is_in_two_groups_pictures_are_divided_all_the_same(named: str) -> None:
    pool = pool_of(named, "abcdefgh")
    assert not pool.parted
    for _, teaching, answered in pool.folds(parts=2):
        assert set(pool.targets[teaching]) == set(pool.targets[answered]) == {0, 1}


def test_a_class_in_two_groups_is_divided_by_these() -> None:
    pool = pool_of("ppppqqqq", "abcdefgh")
    assert pool.parted
    for _, teaching, answered in pool.folds(parts=2):
        assert not np.intersect1d(pool.groups[teaching], pool.groups[answered]).size


@pytest.mark.parametrize("tested", [True, False])
def test_made_pictures_are_learnt_from_and_neither_answer_nor_teach_where_others_are_answered(
    tested: bool,
) -> None:
    samples = [sample_of(str(at), at % 2, split="train") for at in range(8)]
    samples += [replace(sample_of(f"made {at}", at % 2, split="train"), made=True) for at in range(6)]
    samples += [sample_of("test", 0, split="test")] * tested
    data = Dataset("made", ("a", "b"), tuple(samples))
    pool = Pool.of(data, list(map(str, range(len(data)))), {}, weighted=False, seed=0)
    assert pool.learnable().tolist() == list(range(14))
    for _, teaching, answered in pool.folds(parts=2, repeats=1):
        assert sorted([*teaching, *answered]) == list(range(8))


def test_made_pictures_teach_where_validation_alone_is_answered() -> None:
    samples = [replace(sample_of(str(at), at % 2, split="train"), made=at < 4) for at in range(8)]
    samples += [sample_of(f"val {at}", at % 2, split="val") for at in range(300)]
    data = Dataset("made", ("a", "b"), tuple(samples))
    pool = Pool.of(data, list(map(str, range(len(data)))), {}, weighted=False, seed=0)
    ((_, teaching, answered),) = pool.folds()
    assert (teaching.tolist(), len(answered)) == (list(range(8)), 300)


def test_fewer_pictures_than_the_run_read_keep_their_own_contents(tmp_path: Path) -> None:
    class Run:
        together: ClassVar[dict[str, int]] = {}
        contents_of = Job.contents_of

        def __init__(self, contents: Sequence[str]) -> None:
            self.contents = contents

    read = read_dataset(photos(tmp_path))
    whole = replace(read, samples=tuple(replace(sample, split="train") for sample in read.samples))
    fewer = whole.take(range(1, len(whole)))
    recipe = recipe_from({"task": "classify", "imbalance": "none"})
    pool = head_learning.pool_of(Run(contents_sha256(whole)), fewer, recipe)
    assert list(pool.contents) == contents_sha256(whole)[1:]
