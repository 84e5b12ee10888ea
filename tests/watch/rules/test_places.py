"""Lines and zones are written as fractions of the picture, and what cannot be meant is refused."""

from __future__ import annotations

import math

import pytest

from huoyan.errors import UsageError
from huoyan.watch.rules.places.geometry import distance_inside, distance_to_line
from huoyan.watch.rules.places.line import IN, OUT, Line
from huoyan.watch.rules.places.written import parse_line, parse_zone
from huoyan.watch.rules.places.zone import Zone
from huoyan.watch.rules.scene import scene_of

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def test_a_line_is_a_name_and_two_points():
    assert parse_line("gate=0.1,0.6,0.9,0.6") == Line("gate", (0.1, 0.6), (0.9, 0.6))
    assert parse_line(" 大门 = 0，0.5，1，0.5 ") == Line("大门", (0.0, 0.5), (1.0, 0.5))


def test_a_zone_is_a_name_and_its_corners_the_first_of_them_repeated_or_not():
    corners = ((0.1, 0.1), (0.5, 0.1), (0.5, 0.5))
    assert parse_zone("yard=0.1,0.1,0.5,0.1,0.5,0.5") == Zone("yard", corners)
    assert parse_zone("yard=0.1,0.1,0.5,0.1,0.5,0.5,0.1,0.1") == Zone("yard", corners)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("gate", "it has no name"),
        ("=0,0,1,1", "the name '' is none"),
        ("main gate=0,0,1,1", "the name 'main gate' is none"),
        ("gate=0,0,1", "it has 3 numbers; expected an even number"),
        ("gate=0,0,1,1,0,1", "it has 6 numbers; expected 4"),
        ("gate=0,0,1,x", "'x' is no number"),
        ("gate=0,0,640,480", "640 is outside the picture; expected 0 (left or top edge) to 1"),
        ("gate=0,-0.1,1,1", "-0.1 is outside the picture"),
        ("gate=nan,0,1,1", "nan is outside the picture"),
        ("gate=0.5,0.5,0.5,0.5", "its two points are the same"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused_with_its_remedy(text: str, what: str):
    with pytest.raises(UsageError) as caught:
        parse_line(text)
    assert caught.value.code == "usage.line"
    assert str(caught.value).startswith(f"--line {text!r}: {what}")
    assert "Write it like --line gate=0.1,0.6,0.9,0.6" in str(caught.value)


@pytest.mark.parametrize(
    ("numbers", "what"),
    [
        ("0,0,1,1", "it has 2 different points; expected 3 or more"),
        ("0,0,1,1,1,1,0,0", "it has 2 different points"),
        ("0,0,1,1,1,0,0,1", "its edge crosses or touches itself"),  # a bow tie
        ("0,0,1,0,0.5,0", "its edge crosses or touches itself"),  # there and back
        ("0,0,1,0,1,1,0.5,0,0,1", "its edge crosses or touches itself"),  # a corner on another edge
        ("0,0,0.001,0,0.001,0.001", "its corners lie on one line"),
        ("0,0,2,0,1,1", "2 is outside the picture"),
    ],
)
def test_a_zone_that_holds_nothing_or_crosses_itself_is_refused(numbers: str, what: str):
    with pytest.raises(UsageError) as caught:
        parse_zone(f"yard={numbers}")
    assert caught.value.code == "usage.zone"
    assert what in str(caught.value)


def test_two_places_of_one_name_are_refused():
    with pytest.raises(UsageError, match="'gate' is given to 2 lines or zones") as caught:
        scene_of(["gate=0,0,1,1"], ["gate=0,0,1,0,1,1"])
    assert caught.value.code == "usage.place"


@pytest.mark.parametrize(
    ("line", "inward", "outward"),
    [
        ("level=0,0.5,1,0.5", "down", "up"),
        ("level=1,0.5,0,0.5", "up", "down"),
        ("upright=0.5,0,0.5,1", "left", "right"),
        ("upright=0.5,1,0.5,0", "right", "left"),
        ("slanted=0,0.2,1,0.6", "down", "up"),
        ("steep=0.2,0,0.5,1", "left", "right"),
    ],
)
def test_in_is_the_right_hand_of_one_who_walks_along_the_line(line: str, inward: str, outward: str):
    known = parse_line(line)
    assert (known.direction(IN), known.direction(OUT)) == (inward, outward)
    assert (known.way("in"), known.way("out")) == (IN, OUT)
    assert (known.way(inward), known.way(outward)) == (IN, OUT)


def test_a_slanted_line_is_crossed_up_and_left_at_once_and_a_level_one_is_not_crossed_left():
    assert parse_line("slanted=0,1,1,0").known_directions() == ("up", "down", "left", "right", "in", "out")
    assert parse_line("slanted=0,1,1,0").way("up") == parse_line("slanted=0,1,1,0").way("left") == OUT
    assert parse_line("level=0,0.5,1,0.6").known_directions() == ("up", "down", "in", "out")


def test_distances_have_the_sign_of_the_side():
    assert distance_to_line((0, 5), (10, 5), (3, 7)) == 2
    assert distance_to_line((0, 5), (10, 5), (3, 1)) == -4
    assert distance_inside(SQUARE, (0.5, 0.75)) == 0.25
    assert distance_inside(SQUARE, (2, 0.5)) == -1
    assert distance_inside(SQUARE, (4, 5)) == -5
    hollow = ((0, 0), (4, 0), (4, 4), (2, 2), (0, 4))  # the notch from below is outside
    assert distance_inside(hollow, (2, 3)) == pytest.approx(-math.sqrt(0.5))
    assert distance_inside(hollow, (2, 1)) == 1
