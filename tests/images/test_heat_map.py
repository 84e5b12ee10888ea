"""A map of scores laid over a picture."""

from __future__ import annotations

import numpy as np

from huoyan.images.heat_map import with_heat

WHOLE = (0.0, 0.0, 1.0, 1.0)


def test_what_is_below_half_of_the_threshold_is_not_seen() -> None:
    pixels = np.full((20, 30, 3), 90, np.uint8)
    assert with_heat(pixels, np.full((4, 4), 0.9), WHOLE, 2.0).tolist() == pixels.tolist()


def test_what_is_far_above_it_is_red_where_it_is() -> None:
    pixels, heat = np.full((20, 20, 3), 90, np.uint8), np.zeros((20, 20), np.float32)
    heat[10:, 10:] = 9
    drawn = with_heat(pixels, heat, WHOLE, 2.0)
    red, green, _ = drawn[15, 15].tolist()
    assert red > 180
    assert green < 60
    assert drawn[5, 5].tolist() == [90, 90, 90]
    assert pixels.max() == 90


def test_a_map_covers_the_part_that_was_seen() -> None:
    drawn = with_heat(np.full((20, 40), 90, np.uint8), np.full((2, 2), 9.0), (0.25, 0, 0.75, 1), 1.0)
    hot = drawn[..., 0] > 120
    assert drawn.shape == (20, 40, 3)
    assert hot[:, 10:30].all()
    assert not hot[:, :10].any()
    assert not hot[:, 30:].any()
