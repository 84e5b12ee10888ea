"""What a classifier takes made pictures for, counted and compared with real ones."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.metrics.generated.recognised import recognised
from huoyan.metrics.intervals.proportions import wilson


def test_each_class_has_its_share_with_an_interval_beside_that_of_real_pictures():
    wanted = np.array([0, 0, 0, 0, 1, 1, 2])
    answers = np.array([0, 0, 0, 2, 0, 1, 1])
    found = recognised(answers, wanted, [9, 3, 0], [10, 4, 0])
    assert [each.made.value for each in found] == [0.75, 0.5, 0.0]
    assert found[0].made == wilson(3, 4)
    assert found[0].real == wilson(9, 10)
    assert found[2].real is None


@pytest.mark.parametrize(
    ("made", "real", "short"),
    [
        (10, (98, 100), True),  # 10 % beside 98 %
        (70, (98, 100), True),
        (85, (98, 100), False),  # 13 points less, which may be 5 in truth
        (95, (90, 100), False),  # better than real ones
        (50, (4, 5), False),  # five real pictures tell little
        (40, (50, 100), False),  # the classifier itself does not know
    ],
)
def test_a_class_falls_short_where_it_is_surely_a_tenth_below_real_pictures(made, real, short):
    wanted, answers = np.zeros(100, int), np.ones(100, int)
    answers[:made] = 0
    (found,) = recognised(answers, wanted, [real[0]], [real[1]])
    assert found.short is short


def test_without_real_pictures_nothing_is_said_to_fall_short():
    (found,) = recognised(np.ones(50, int), np.zeros(50, int), [0], [0])
    assert not found.short
