"""When a dearer model replaces a cheaper one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from huoyan.learn.ladder.comparison import Duel


def right(n: int, wrong: list[int]) -> np.ndarray:
    found = np.ones(n)
    found[wrong] = 0
    return found


def test_a_duel_counts_the_pictures_that_tell_two_models_apart() -> None:
    duel = Duel.between(right(10, [0]), right(10, [0, 1, 2, 3]))
    assert (duel.won, duel.lost, duel.net) == (3, 0, 3)
    assert duel.z == pytest.approx(math.sqrt(3))
    assert duel.pays


@pytest.mark.parametrize(
    ("challenger", "holder", "pays"),
    [
        ([], [0], False),  # one picture is luck
        ([], [0, 1], True),
        ([2, 3, 4, 5], [0, 1], False),
        ([2, 3, 4], [0, 1, 5, 6, 7], False),  # 5 won, 3 lost: z = 0.7
        ([2], [0, 1, 5, 6, 7], True),
    ],
)
def test_a_challenger_pays_from_one_standard_error_and_two_pictures_on(
    challenger: list[int], holder: list[int], pays: bool
) -> None:
    assert Duel.between(right(20, challenger), right(20, holder)).pays is pays


def test_equal_models_are_not_told_apart() -> None:
    same = right(10, [1])
    assert Duel.between(same, same) == Duel(0, 0, 0, 0)
    assert not Duel.between(same, same).pays


@pytest.mark.parametrize(
    ("groups", "pays"),
    [
        ([0, 1, 2, 3, 4, 5], True),
        ([0, 0, 0, 0, 1, 2], False),  # four pictures of one patient are luck as one is
        ([0, 0, 1, 1, 2, 3], True),
    ],
)
def test_pictures_of_one_group_count_once(groups: list[int], pays: bool) -> None:
    duel = Duel.between(right(6, []), right(6, [0, 1, 2, 3]), np.array(groups))
    assert (duel.won, duel.lost) == (4, 0)
    assert duel.pays is pays


def test_alone_or_in_groups_of_one_pictures_tell_the_same() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, 3, 50) / 2, rng.integers(0, 3, 50) / 2
    duel = Duel.between(one, other)
    assert duel == Duel.between(one, other, np.arange(50))
    assert duel.apart == pytest.approx(duel.won + duel.lost)
    assert duel.lead == pytest.approx(duel.net)
