"""Boxes drawn on pictures: each line where the box is, labels inside the picture and apart, any script."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from huoyan.images import fonts
from huoyan.images.box_labels import placed
from huoyan.images.draw_boxes import DrawnBox, colour_of, draw_boxes, line_width

GREY = np.full((480, 640, 3), 128, np.uint8)


def where(picture: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The rect, xyxy, of all pixels of a colour."""
    rows, columns = np.nonzero((picture == colour).all(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


@pytest.mark.parametrize("dashed", [False, True])
def test_the_line_of_a_box_covers_its_outermost_pixels(dashed):
    drawn = draw_boxes(GREY, [DrawnBox((100, 50, 201, 152), 1, dashed=dashed)])
    assert where(drawn, colour_of(1)) == (100, 50, 201, 152)
    assert (drawn[60:140, 110:190] == 128).all()
    assert (GREY == 128).all()


def test_a_dashed_line_is_broken():
    whole, dashed = (
        draw_boxes(GREY, [DrawnBox((100, 50, 300, 350), 0, dashed=each)]) for each in (False, True)
    )
    pixels = [(drawn == colour_of(0)).all(axis=2).sum() for drawn in (whole, dashed)]
    assert 0.4 * pixels[0] < pixels[1] < 0.6 * pixels[0]


@pytest.mark.parametrize("size", [(28, 28), (20, 500), (240, 320), (1080, 1920)])
@pytest.mark.parametrize("grey", [True, False])
def test_a_small_picture_is_enlarged_with_its_boxes(size, grey):
    picture = np.full(size if grey else (*size, 3), 128, np.uint8)
    drawn = draw_boxes(picture, [DrawnBox((4, 2, 18, 19), 2)])
    factor = drawn.shape[0] // size[0]
    assert drawn.shape == (size[0] * factor, size[1] * factor, 3)
    assert (factor > 1) == (min(size) < 240)
    assert where(drawn, colour_of(2)) == tuple(factor * side for side in (4, 2, 18, 19))


def test_a_small_copy_shows_boxes_measured_in_the_whole_picture():
    half = draw_boxes(GREY, [DrawnBox((200, 100, 600, 400), 0)], measured_in=(1280, 960))
    assert where(half, colour_of(0)) == (100, 50, 300, 200)
    kept = draw_boxes(np.zeros((30, 40, 3), np.uint8), [DrawnBox((0, 0, 20, 20))], least_side=1)
    assert kept.shape == (30, 40, 3)


@pytest.mark.parametrize(
    ("box", "seen"),
    [
        ((-50, -50, 100, 100), (0, 0, 100, 100)),
        ((600, 400, 9999, 9999), (600, 400, 640, 480)),
        ((700, 500, 800, 600), (639, 479, 640, 480)),
        ((-80, 20, -40, 60), (0, 20, 1, 60)),
        ((10, 20, 10, 20), (10, 20, 11, 21)),
        ((30, 40, 10, 20), (30, 40, 31, 41)),
    ],
)
def test_what_leaves_the_picture_is_seen_at_its_edge(box, seen):
    assert where(draw_boxes(GREY, [DrawnBox(box, 3)]), colour_of(3)) == seen


def test_lines_grow_with_the_picture():
    assert [line_width(*size) for size in ((240, 320), (1920, 1080), (4000, 3000))] == [2, 4, 12]
    drawn = draw_boxes(np.zeros((3000, 4000, 3), np.uint8), [DrawnBox((100, 100, 112, 112), 0)])
    assert not drawn[104:108, 104:108].any()  # a small thing is not buried under a thick line


def test_classes_have_colours_of_their_own():
    colours = [colour_of(at) for at in range(80)]
    assert len(set(colours)) == 80
    assert colours[0] == colour_of(0)
    near = min(np.abs(np.subtract(a, b)).sum() for a, b in itertools.combinations(colours[:8], 2))
    assert near > 60


def test_a_label_hides_neither_its_box_nor_another_where_there_is_room():
    boxes = [(20, 100, 120, 200), (140, 100, 240, 200)]
    first, second = placed(boxes, [(110, 16), (110, 16)], 640, 480)
    assert first == (20, 84, 130, 100)
    assert second == (140, 84, 250, 100)


def test_at_the_edges_labels_stay_inside():
    boxes = [(0, 0, 30, 30), (610, 0, 640, 30), (0, 450, 30, 480), (610, 450, 640, 480), (0, 0, 640, 480)]
    for place in placed(boxes, [(100, 20)] * 5, 640, 480):
        assert place is not None
        assert min(place) >= 0
        assert place[2] <= 640
        assert place[3] <= 480


def test_of_crowded_labels_those_are_left_out_that_would_hide_others():
    boxes = [(100, 100, 110, 110)] * 40
    places = placed(boxes, [(60, 16)] * 40, 640, 480)
    kept = [place for place in places if place is not None]
    assert places[0] is not None
    assert 3 <= len(kept) < 40
    for a, b in itertools.combinations(kept, 2):
        across = min(a[2], b[2]) - max(a[0], b[0])
        down = min(a[3], b[3]) - max(a[1], b[1])
        assert max(across, 0) * max(down, 0) <= 0.15 * 60 * 16


def test_a_label_that_is_wider_than_the_picture_is_cut():
    drawn = draw_boxes(GREY, [DrawnBox((10, 50, 60, 90), 0, "a very long name " * 20)])
    assert drawn.shape == GREY.shape
    assert where(drawn, colour_of(0))[2] <= 640
    assert (draw_boxes(GREY, [DrawnBox((10, 50, 60, 90), 0, " \n ")]) == drawn).mean() < 1


@pytest.mark.parametrize(
    "pair", [("晴天", "雨天"), ("Лось", "Лист"), ("αβ", "γδ"), ("歩行", "보행"), ("شخص", "ذئب")]
)
def test_labels_of_any_script_are_drawn(pair):
    if any("?" in fonts.font_for(text, 20)[1] for text in pair):
        pytest.skip("no font here has these characters")
    one, other = (draw_boxes(GREY, [DrawnBox((50, 50, 200, 200), 0, text)]) for text in pair)
    assert (one != other).any()


def test_no_box_leaves_the_picture_as_it_is():
    assert (draw_boxes(GREY, []) == GREY).all()
