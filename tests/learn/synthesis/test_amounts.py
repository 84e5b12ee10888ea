"""How many pictures are made of which class."""

from __future__ import annotations

import pytest

from huoyan.learn.synthesis.amounts import missing


@pytest.mark.parametrize(
    ("counts", "lacking"),
    [
        ((100, 40, 100), (0, 60, 0)),
        ((100, 40), (0, 30)),  # half way: the median of two lies between them
        ((1000, 10, 12), (0, 2, 0)),  # one large class makes no other short
        ((5, 400, 400), (50, 0, 0)),  # ten made ones beside a real one at most
        ((30, 30, 30), (0, 0, 0)),
        ((0, 7), (0, 0)),  # nothing real, nothing made
        ((), ()),
    ],
)
def test_a_class_is_filled_up_to_the_median_as_far_as_its_real_pictures_bear(counts, lacking):
    assert missing(counts) == lacking
