"""Parts of a large picture cover it, overlap, and are placed in the whole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.errors import UsageError
from huoyan.preprocess import Preprocess
from huoyan.tiling import Tiling, tiles_of

sides = st.integers(1, 300)


@settings(max_examples=200)
@given(sides, sides, st.integers(1, 100), st.floats(0, 0.9))
def test_parts_cover_the_picture_and_overlap_by_what_was_asked(height, width, side, overlap):
    *parts, whole = Tiling(side, overlap).windows(height, width)
    assert whole == (0, 0, width, height)
    if not parts:
        assert max(height, width) <= side
        return
    covered = np.zeros((height, width), bool)
    for xmin, ymin, xmax, ymax in parts:
        assert (xmax - xmin, ymax - ymin) == (min(side, width), min(side, height))
        covered[ymin:ymax, xmin:xmax] = True
    assert covered.all()
    begins = sorted({xmin for xmin, *_ in parts})
    shared = [begin + min(side, width) - after for begin, after in pairwise(begins)]
    assert all(each >= min(round(side * overlap), side - 1) - 1 for each in shared)


def test_a_picture_that_fits_is_taken_whole():
    assert Tiling(100).windows(100, 80) == [(0, 0, 80, 100)]


def test_parts_go_row_by_row_and_the_whole_is_the_last():
    assert Tiling(100, overlap=0.2).windows(100, 180) == [
        (0, 0, 100, 100),
        (80, 0, 180, 100),
        (0, 0, 180, 100),
    ]


@pytest.mark.parametrize("fit", ["squash", "pad", "corner", "crop"])
def test_a_part_is_placed_in_the_whole_picture(fit: str):
    pixels = np.zeros((90, 150, 3), np.uint8)
    pixels[60:70, 100:130] = 255
    tiles = tiles_of(pixels, Preprocess(32, 32, fit, interpolation="nearest"), Tiling(64))
    seen = 0
    for (xmin, ymin, xmax, ymax), made in list(zip(tiles.windows, tiles.prepared, strict=True))[:-1]:
        assert (made.place.source_height, made.place.source_width) == (90, 150)
        if xmin <= 100 and xmax >= 130 and ymin <= 60 and ymax >= 70 and (made.pixels == 255).any():
            rows, columns = np.nonzero(made.pixels[..., 0] == 255)
            box = made.place.to_source(
                np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]])
            )
            assert box[0] == pytest.approx([100, 60, 130, 70], abs=6)
            seen += 1
    assert seen


def test_a_part_of_the_networks_size_keeps_its_pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    tiles = tiles_of(pixels, Preprocess(32, 32), Tiling(32))
    for (xmin, ymin, xmax, ymax), made in list(zip(tiles.windows, tiles.prepared, strict=True))[:-1]:
        assert (made.pixels == pixels[ymin:ymax, xmin:xmax]).all()


@pytest.mark.parametrize("wrong", [(0, 0.2), ("big", 0.2), (True, 0.2), (10_000, 0.2), (64, 1.0), (64, -0.1)])
def test_sides_and_overlaps_that_cannot_be_are_refused(wrong):
    with pytest.raises(UsageError) as caught:
        Tiling(*wrong)
    assert caught.value.code == "usage.tile"
