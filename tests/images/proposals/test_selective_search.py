"""Selective search: where things may be, in the pixels of the picture, the same each time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from huoyan.images.proposals.grouping import Likeness, grouped
from huoyan.images.proposals.segments import Segments, described, segmented
from huoyan.images.proposals.selective_search import SelectiveSearch, distinct, ranked
from huoyan.metrics.detection.overlap import overlaps

RED, BLUE = (20, 30, 90, 120), (140, 60, 230, 110)


def scene(grown: int = 1) -> np.ndarray:
    """uint8 (160, 256, 3) times `grown`, a red and a blue rectangle on uneven grey."""
    pixels = np.random.default_rng(0).integers(110, 130, (160, 256, 3)).astype(np.uint8)
    for (x0, y0, x1, y1), colour in ((RED, (200, 40, 40)), (BLUE, (40, 40, 200))):
        pixels[y0:y1, x0:x1] = colour
    return pixels.repeat(grown, axis=0).repeat(grown, axis=1)


def test_each_thing_has_a_box_around_it():
    found = SelectiveSearch()(scene())
    assert overlaps(np.array([RED, BLUE]), found).max(axis=1).min() > 0.85


def test_boxes_lie_in_the_pixels_of_the_picture_that_was_given():
    found = SelectiveSearch()(scene(3))
    assert overlaps(3 * np.array([RED, BLUE]), found).max(axis=1).min() > 0.85
    assert found.min() >= 0
    assert found[:, 2].max() <= 3 * 256
    assert found[:, 3].max() <= 3 * 160


def test_equal_pictures_have_equal_boxes_and_no_two_alike():
    search = SelectiveSearch(alike=0.7)
    one, other = search(scene()), search(scene().copy())
    np.testing.assert_array_equal(one, other)
    shared = overlaps(one, one)
    np.fill_diagonal(shared, 0)
    assert shared.max() <= 0.7


def test_no_more_boxes_than_asked_for_and_the_first_ones():
    every = SelectiveSearch(most=500)(scene())
    np.testing.assert_array_equal(SelectiveSearch(most=5)(scene()), every[:5])


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (7, 5), (64, 64)])
def test_a_plain_picture_of_any_shape_is_at_most_one_region(shape: tuple[int, int]):
    found = SelectiveSearch()(np.full((*shape, 3), 99, np.uint8))
    assert found.tolist() in ([], [[0, 0, shape[1], shape[0]]])


def test_a_box_that_is_too_much_like_one_before_it_is_left_out():
    boxes = np.array([(0, 0, 10, 10), (0, 0, 10, 9), (0, 0, 10, 5), (20, 0, 30, 10)])
    np.testing.assert_array_equal(distinct(boxes, 0.75, 9), boxes[[0, 2, 3]])
    np.testing.assert_array_equal(distinct(boxes, 0.75, 2), boxes[[0, 2]])


def test_small_boxes_and_second_copies_are_not_ranked():
    boxes = np.array([(0, 0, 10, 10), (0, 0, 3, 10), (5, 5, 20, 20), (0, 0, 10, 10)])
    assert sorted(ranked([boxes, boxes], 6).tolist()) == [[0, 0, 10, 10], [5, 5, 20, 20]]


def similar(one: dict[str, Any], other: dict[str, Any], area: float, likeness: Likeness) -> float:
    """Equations 2 to 6 of the paper, word for word."""
    colour = np.minimum(one["colours"], other["colours"]).sum()
    texture = np.minimum(one["textures"], other["textures"]).sum()
    size = 1 - (one["size"] + other["size"]) / area
    x0, y0 = np.minimum(one["box"][:2], other["box"][:2])
    x1, y1 = np.maximum(one["box"][2:], other["box"][2:])
    fill = 1 - ((x1 - x0) * (y1 - y0) - one["size"] - other["size"]) / area
    shares = likeness.colour, likeness.texture, likeness.size, likeness.fill
    return float(np.dot(shares, (colour, texture, size, fill)))


def slowly_grouped(segments: Segments, likeness: Likeness, area: float) -> list[list[int]]:
    """Algorithm 1 of the paper, every likeness computed anew in every step."""
    each: dict[int, dict[str, Any]] = {
        at: {
            "size": segments.sizes[at],
            "box": segments.boxes[at],
            "colours": segments.colours[at],
            "textures": segments.textures[at],
            "near": set(np.flatnonzero(segments.touching[at]).tolist()),
        }
        for at in range(len(segments.sizes))
    }
    boxes = segments.boxes.tolist()
    while pairs := [(a, b) for a in each for b in each[a]["near"] if a < b]:
        kept, gone = max(pairs, key=lambda pair: similar(each[pair[0]], each[pair[1]], area, likeness))
        one, other = each[kept], each.pop(gone)
        whole = one["size"] + other["size"]
        for name in ("colours", "textures"):
            one[name] = (one["size"] * one[name] + other["size"] * other[name]) / whole
        one["box"] = np.concatenate(
            [np.minimum(one["box"][:2], other["box"][:2]), np.maximum(one["box"][2:], other["box"][2:])]
        )
        one["size"] = whole
        one["near"] = (one["near"] | other["near"]) - {kept, gone}
        for at, value in each.items():
            if gone in value["near"]:
                value["near"] = value["near"] - {gone} | ({kept} if at != kept else set())
        boxes.append(one["box"].tolist())
    return boxes


@pytest.mark.parametrize("likeness", [Likeness(), Likeness(colour=0), Likeness(1, 0, 0, 1)])
def test_segments_are_joined_as_the_paper_does_it(likeness: Likeness):
    pixels = np.random.default_rng(3).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    pixels = pixels.repeat(4, axis=0).repeat(4, axis=1)
    segments = described(pixels, segmented(pixels, 20.0, 30))
    assert 20 < len(segments.sizes) < 200
    area = float(pixels.shape[0] * pixels.shape[1])
    found = grouped(segments, likeness, area)
    assert len(found) == 2 * len(segments.sizes) - 1
    np.testing.assert_array_equal(found, slowly_grouped(segments, likeness, area))


def test_a_segment_is_described_by_its_pixels():
    numbers = np.array([[0, 0, 1], [0, 0, 1]])
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[numbers == 1] = 255
    found = described(pixels, numbers)
    assert found.sizes.tolist() == [4, 2]
    assert found.boxes.tolist() == [[0, 0, 2, 2], [2, 0, 3, 2]]
    assert found.touching.tolist() == [[False, True], [True, False]]
    np.testing.assert_allclose(found.colours[1].reshape(3, 25)[:, 24], 1 / 3)
    np.testing.assert_allclose(found.textures.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("wrong", [{"side": 0}, {"segmentations": ()}, {"most": 0}, {"alike": 0.0}])
def test_values_that_search_nothing_are_refused(wrong: dict[str, Any]):
    with pytest.raises(ValueError, match="regions cannot be searched"):
        SelectiveSearch(**wrong)  # type: ignore[arg-type]
