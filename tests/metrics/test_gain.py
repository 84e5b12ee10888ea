"""By how much a model is better than something plainer on the same samples."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.paired.by_picture import ByPicture
from huoyan.metrics.paired.difference import difference
from huoyan.metrics.paired.gain import Gain, gain
from huoyan.results import Estimate

ALL = np.ones(40, bool)
HALF = np.arange(40) % 2 == 0


def gained(model: np.ndarray, plain: np.ndarray, falls: bool = False, groups: int = 40) -> Gain:
    sides = [(ByPicture("f", side, falls), Estimate(float(side.mean()), 0, 1, 40)) for side in (model, plain)]
    return gain(*sides, Groups(np.arange(40) % groups, groups))


def test_the_difference_is_the_paired_one_of_two_models():
    found = gained(ALL, HALF)
    assert found.difference == difference(ALL, HALF, Groups.alone(40))
    assert (found.model.value, found.plain.value, found.difference.value) == (1, 0.5, 0.5)


@pytest.mark.parametrize(
    ("model", "plain", "falls", "surely"),
    [
        (ALL, HALF, False, 1),
        (HALF, ALL, False, -1),
        (ALL, ALL, False, 0),
        (HALF * 1.0, ALL * 1.0, True, 1),
        (ALL * 1.0, HALF * 1.0, True, -1),
    ],
)
def test_it_is_sure_only_where_the_interval_leaves_nothing_out(model, plain, falls, surely):
    assert gained(model, plain, falls).surely == surely


def test_few_groups_have_no_interval():
    found = gained(ALL, HALF, groups=9)
    assert found.difference is None
    assert found.surely == 0
    assert "difference" not in found.to_json()
