"""The pictures of networks that are trained only to be compared."""

from __future__ import annotations

import pytest

from huoyan.data.dataset import Dataset
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.ladder.network_rung import PARTS, divided
from making import sample_of


def pool_of(groups: str, val: str = "", *, test: bool = True) -> Pool:
    """Pictures of two classes in turn, of groups of one letter each; those of the groups `val` validate."""
    samples = [
        sample_of(str(at), at % 2, split="val" if group in val else "train", group=group)
        for at, group in enumerate(groups)
    ]
    left = (sample_of("left", 0, split="test"),) if test else ()
    data = Dataset("made", ("a", "b"), (*samples, *left))
    return Pool.of(data, [""] * len(data), {}, weighted=False, seed=0)


@pytest.mark.parametrize("groups", ["aabbcc", "aabbccdd", "aabbccddeeff", "abcdefghijklmnopqrstu"])
def test_however_few_groups_there_are_each_part_is_answered_after_training_and_validation(groups: str):
    pool = pool_of(groups)
    (division,) = pool.folds(PARTS, 1).fold
    answered = []
    for part in range(PARTS):
        data = divided(pool, division, part)
        seen = {split: {s.group for s in data.split(split).samples} for split in ("train", "val", "test")}
        assert all(seen.values())
        assert not seen["train"] & seen["val"] | (seen["train"] | seen["val"]) & seen["test"]
        assert len(data) == len(pool)
        answered += [sample.source for sample in data.split("test").samples]
    assert sorted(answered) == sorted(sample.source for sample in pool.data.samples)


def test_validation_pictures_that_score_the_winner_are_in_no_part():
    pool = pool_of("aabbccddee", val="e", test=False)
    (division,) = pool.folds(PARTS, 1).fold
    for part in range(PARTS):
        assert len(divided(pool, division, part)) == 8
