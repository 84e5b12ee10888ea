"""Which pictures rungs are compared on, and which of them are never on both sides."""

from __future__ import annotations

from huoyan.data.dataset import Dataset
from huoyan.learn.ladder.pool import Pool
from making import sample_of


def groups_of(named: list[str | None], contents: str, together: dict[str, int] | None = None) -> list[int]:
    """Of pictures 0, 1, ... with these groups, and a letter each for their contents."""
    samples = tuple(sample_of(str(at), at % 2, split="train", group=group) for at, group in enumerate(named))
    data = Dataset("made", ("a", "b"), samples)
    return Pool.of(data, list(contents), together or {}, weighted=False, seed=0).groups.tolist()


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
