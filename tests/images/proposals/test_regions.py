"""Regions as small squares, and boxes that are moved onto things."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.images.proposals.regions import PAD_GREY, Regions, changed, changes_to
from huoyan.images.proposals.selective_search import SelectiveSearch

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)


def regions(side: int = 8, context: int = 0) -> Regions:
    return Regions(SelectiveSearch(), side, context)


def test_a_box_of_the_side_of_the_square_is_copied():
    (crop,) = regions(8).crops(PIXELS, np.array([(10, 20, 18, 28)], np.float64))
    np.testing.assert_array_equal(crop, PIXELS[20:28, 10:18])


def test_context_is_what_lies_around_the_box():
    (crop,) = regions(12, 2).crops(PIXELS, np.array([(10, 20, 18, 28)], np.float64))
    np.testing.assert_array_equal(crop, PIXELS[18:30, 8:20])


def test_a_box_of_another_shape_fills_the_square():
    halves = np.zeros((40, 60, 3), np.uint8)
    halves[:, 30:] = 200
    (crop,) = regions(8).crops(halves, np.array([(20, 0, 40, 40)], np.float64))
    assert crop[:, :4].max() == 0
    assert crop[:, 4:].min() == 200


def test_what_lies_outside_of_the_picture_is_grey():
    (crop,) = regions(12, 2).crops(PIXELS, np.array([(0, 0, 8, 8)], np.float64))
    assert (crop[:2] == PAD_GREY).all()
    assert (crop[:, :2] == PAD_GREY).all()
    np.testing.assert_array_equal(crop[2:, 2:], PIXELS[:10, :10])


def test_no_boxes_are_no_squares():
    assert regions().crops(PIXELS, np.empty((0, 4))).shape == (0, 8, 8, 3)


def test_a_box_is_changed_into_the_one_that_was_wanted():
    rng = np.random.default_rng(1)
    low, wanted = rng.random((2, 20, 2)) * 50
    boxes = np.hstack([low, low + 8 + rng.random((20, 2)) * 20])
    other = np.hstack([wanted, wanted + 8 + rng.random((20, 2)) * 20])
    np.testing.assert_allclose(changed(boxes, changes_to(boxes, other)), other, atol=1e-9)


def test_a_box_grows_to_four_times_its_sides_at_most():
    (box,) = changed(np.array([(10.0, 10.0, 20.0, 20.0)]), np.array([(0.0, 0.0, 99.0, 0.0)]))
    np.testing.assert_allclose(box, (-5, 10, 35, 20))


@pytest.mark.parametrize("wrong", [(0, 0), (9, 5), (4096, 0)])
def test_a_square_that_no_graph_takes_is_refused(wrong: tuple[int, int]):
    with pytest.raises(ValueError, match="not possible"):
        regions(*wrong)
