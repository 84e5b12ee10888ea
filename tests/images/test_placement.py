"""Boxes travel with their picture, through EXIF, resizing, padding, cropping, mirrors and turns, and back."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from huoyan.images.decoding import orientation
from huoyan.placement import Placement, cut_out, mirrored, rotated, unmoved, upright
from huoyan.preprocess import PAD_GREY, Preprocess

FITS = ("squash", "crop", "pad", "corner")
TURNS = range(1, 9)
sides = st.integers(1, 400)
each_turn = pytest.mark.parametrize("turn", TURNS)


def marked(height: int, width: int, box: tuple[int, int, int, int]) -> np.ndarray:
    """A black picture that is white within the box."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[box[1] : box[3], box[0] : box[2]] = 255
    return pixels


def bright(pixels: np.ndarray) -> list[float]:
    """Where it is white: xmin, ymin, xmax, ymax, edges between pixels."""
    rows, columns = np.nonzero(pixels[..., 0] > 200)
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def drawn_box(data: st.DataObject, height: float, width: float) -> np.ndarray:
    x = sorted(data.draw(st.floats(0, width)) for _ in range(2))
    y = sorted(data.draw(st.floats(0, height)) for _ in range(2))
    return np.array([[x[0], y[0], x[1], y[1]]])


def stored_as(pixels: np.ndarray, turn: int) -> bytes:
    """A file whose EXIF says how it is to be turned."""
    exif = Image.Exif()
    exif[orientation.TAG] = turn
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", exif=exif)
    return stream.getvalue()


@each_turn
def test_a_box_of_a_stored_picture_lies_where_pillow_turns_its_pixels(turn: int):
    pixels, box = marked(40, 60, (5, 7, 20, 11)), np.array([[5, 7, 20, 11]])
    opened = ImageOps.exif_transpose(Image.open(io.BytesIO(stored_as(pixels, turn))))
    assert upright(turn, 40, 60).to_model(box).tolist() == [bright(np.asarray(opened))]


@each_turn
@pytest.mark.parametrize("fit", FITS)
def test_a_mark_in_a_turned_file_is_found_where_its_box_says(turn: int, fit: str):
    stored = marked(120, 200, (90, 50, 130, 70))
    prepared = Preprocess(60, 60, fit, interpolation="nearest").read(stored_as(stored, turn))
    place = upright(turn, 120, 200).then(prepared.place)
    assert bright(prepared.pixels) == pytest.approx(place.to_model([[90, 50, 130, 70]])[0], abs=1)
    assert place.to_source(place.to_model([[90, 50, 130, 70]]))[0] == pytest.approx([90, 50, 130, 70])


@settings(max_examples=300)
@given(
    st.sampled_from(TURNS),
    st.tuples(sides, sides),
    st.tuples(sides, sides),
    st.sampled_from(FITS),
    st.booleans(),
    st.sampled_from([0, 90, 180, 270]),
    st.data(),
)
def test_a_box_comes_back_through_all_of_them(turn, source, model, fit, mirror, degrees, data):
    (height, width), (h, w) = source, model
    shown = (width, height) if orientation.swaps_sides(turn) else (height, width)
    prepared = Preprocess(h, w, fit, crop_ratio=0.8)(np.zeros((*shown, 3), np.uint8))
    place = upright(turn, height, width).then(prepared.place)
    if mirror:
        place = place.then(mirrored(h, w))
    place = place.then(rotated(degrees, h, w))
    box = drawn_box(data, height, width)
    assert place.to_source(place.to_model(box)) == pytest.approx(box, abs=1e-3)


@settings(max_examples=100)
@given(st.floats(-360, 360), st.tuples(sides, sides), st.data())
def test_points_come_back_from_any_turn_and_lie_in_the_box_around_them(degrees, source, data):
    height, width = source
    place = Preprocess(64, 48, "pad")(np.zeros((height, width, 3), np.uint8)).place
    place = place.then(rotated(degrees, 64, 48))
    xmin, ymin, xmax, ymax = drawn_box(data, height, width)[0]
    corners = np.array([[xmin, ymin], [xmax, ymin], [xmax, ymax], [xmin, ymax]])
    there = place.points_to_model(corners)
    assert place.points_to_source(there) == pytest.approx(corners, abs=1e-6)
    around = place.to_model(np.array([[xmin, ymin, xmax, ymax]]))[0]
    assert around == pytest.approx([*there.min(axis=0), *there.max(axis=0)], abs=1e-9)


def test_a_picture_is_turned_clockwise_about_its_centre():
    found = rotated(90, 10, 10).to_model(np.array([[0, 0, 4, 1]]))
    assert found == pytest.approx(np.array([[9, 0, 10, 4]]))


def test_a_mirrored_box_changes_sides():
    assert mirrored(10, 30).to_model(np.array([[2, 1, 5, 4]])).tolist() == [[25, 1, 28, 4]]


def test_boxes_of_a_part_are_boxes_of_the_whole():
    part = cut_out(100, 200, left=40, top=30).then(Preprocess(32, 32)(np.zeros((64, 64, 3), np.uint8)).place)
    assert part.to_source(np.array([[0, 0, 16, 32]])).tolist() == [[40, 30, 72, 94]]


def test_what_lies_outside_of_the_source_is_clipped_to_it():
    assert unmoved(10, 20).to_source(np.array([[-3, 4, 25, 12]])).tolist() == [[0, 4, 20, 10]]


def test_no_boxes_stay_no_boxes():
    assert unmoved(10, 20).to_model(np.empty((0, 4))).shape == (0, 4)
    assert unmoved(10, 20).to_source(np.empty((0, 4))).shape == (0, 4)


def test_corner_puts_the_whole_picture_at_the_top_left_of_the_grey():
    found = Preprocess(8, 8, "corner")(np.full((10, 20, 3), 255, np.uint8))
    assert (found.pixels[:4] == 255).all()
    assert (found.pixels[4:] == PAD_GREY).all()
    assert found.place == Placement(10, 20, 0.4, 0.4, 0.0, 0.0)


def test_corner_enlarges_a_small_picture_as_yolox_does():
    found = Preprocess(8, 8, "corner")(np.full((2, 1, 3), 255, np.uint8))
    assert (found.pixels[:, :4] == 255).all()
    assert (found.pixels[:, 4:] == PAD_GREY).all()
