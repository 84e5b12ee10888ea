"""What a check finds of boxes: where they lie, how large they are, which are there twice or in no copy."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

from boxed import CAR, DOG, boxed, boxed_data, ground, with_things
from huoyan.data.check import check
from huoyan.data.check.finding import Check
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box

STREET = (Box(CAR, 20, 30, 90, 80), Box(CAR, 150, 40, 230, 100), Box(DOG, 100, 150, 140, 190))


def found(*samples: Sample, classes: tuple[str, ...] = ("car", "狗")) -> Check:
    return check(boxed_data(*samples, classes=classes))


def marked(given: Check, kind: str, why: str) -> list[list[Any]]:
    """Path, label and sides of the boxes that a finding is about."""
    boxes = [
        each for finding in given.of(kind) if finding.detail["why"] == why for each in finding.detail["boxes"]
    ]
    return [[each["path"], each["label"], *each["box"].values()] for each in boxes]


def test_good_boxes_are_no_finding():
    given = found(boxed("a.png", STREET), boxed("b.png", STREET))
    assert {each.kind for each in given.findings} == {"too-few"}
    assert given.boxes is not None
    assert given.boxes.counts == {"car": 4, "狗": 2}
    assert given.to_json()["summary"]["boxes"] == {"car": 4, "狗": 2}


def test_a_class_of_which_no_picture_has_a_box_is_named():
    given = found(boxed("a.png", STREET), boxed("b.png", STREET), classes=("car", "狗", "bus", "tram"))
    told = next(each for each in given.of("too-few") if each.detail["reason"] == "nowhere")
    assert told.detail["classes"] == {"bus": 0, "tram": 0}
    assert told.message.startswith("2 classes have no picture at all.")
    assert told.message.endswith("'bus', 'tram'.")
    assert not given.clean


@pytest.mark.parametrize(
    ("why", "xyxy"),
    [
        ("empty", (10, 10, 10, 50)),
        ("empty", (40, 10, 20, 50)),
        ("outside", (330, 10, 400, 50)),
        ("outside", (10, -90, 40, -30)),
        ("beyond", (300, 10, 340, 50)),
        ("beyond", (-5, -5, 40, 50)),
    ],
)
def test_a_box_without_area_or_outside_of_its_picture_is_named(why, xyxy):
    given = found(boxed("a.png", [*STREET, Box(DOG, *xyxy)]), boxed("b.png", STREET))
    assert marked(given, "outside-box", why) == [["a.png", "狗", *xyxy]]
    assert [each.paths for each in given.of("outside-box")] == [("a.png",)]
    assert not given.clean


def test_a_pixel_over_the_edge_is_rounding():
    given = found(boxed("a.png", [Box(CAR, -1, 0, 321, 100), *STREET]))
    assert not given.of("outside-box")


def test_a_thing_that_was_marked_twice_is_named_with_both_boxes():
    double = Box(CAR, 21, 30, 90, 80)
    given = found(boxed("a.png", [*STREET, double]), boxed("b.png", STREET))
    assert marked(given, "doubled-box", "same") == [
        ["a.png", "car", 20, 30, 90, 80],
        ["a.png", "car", 21, 30, 90, 80],
    ]
    assert "1 box of the same class" in given.of("doubled-box")[0].message


def test_one_place_with_two_classes_is_named():
    given = found(boxed("a.png", [*STREET, Box(DOG, 20, 30, 90, 81)]))
    assert [each[1] for each in marked(given, "doubled-box", "classes")] == ["car", "狗"]
    assert marked(given, "doubled-box", "same") == []


def test_a_crowd_over_a_thing_and_a_neighbour_are_no_doubles():
    given = found(boxed("a.png", [*STREET, Box(CAR, 20, 30, 90, 80, crowd=True), Box(CAR, 30, 30, 100, 80)]))
    assert not given.of("doubled-box")


def test_pictures_with_crowds_alone_are_looked_at_too():
    given = found(boxed("a.png", [Box(CAR, 20, 30, 90, 80, crowd=True)]), boxed("b.png", STREET))
    assert not given.of("doubled-box")


@pytest.mark.parametrize(
    ("why", "xyxy"),
    [("tiny", (10, 10, 40, 13)), ("whole", (0, 2, 320, 240)), ("thin", (0, 100, 310, 110))],
)
def test_a_box_of_an_odd_size_is_named(why, xyxy):
    given = found(boxed("a.png", [*STREET, Box(DOG, *xyxy)]), boxed("b.png", STREET))
    assert marked(given, "odd-box", why) == [["a.png", "狗", *xyxy]]
    assert given.of("odd-box")[0].severity == "note"


def test_boxes_over_whole_pictures_are_no_oddity_where_most_are_so():
    given = found(*(boxed(f"{at}.png", [Box(CAR, 0, 0, 320, 240)]) for at in range(4)))
    assert not given.of("odd-box")


def test_a_box_far_from_the_size_of_its_class_is_named():
    rng = np.random.default_rng(0)
    usual = [
        boxed(
            f"{at}.png",
            [Box(CAR, 10, 10, 10 + 40 * rng.uniform(0.8, 1.25), 10 + 30 * rng.uniform(0.8, 1.25))],
        )
        for at in range(40)
    ]
    given = found(
        *usual, boxed("large.png", [Box(CAR, 10, 10, 310, 230)]), boxed("dog.png", [Box(DOG, 0, 0, 200, 200)])
    )
    assert marked(given, "odd-box", "unlike") == [["large.png", "car", 10, 10, 310, 230]]


def test_a_thing_that_the_edge_cuts_is_not_odd_for_that():
    usual = [boxed(f"{at}.png", [Box(CAR, 10, 10, 50 + at % 3, 40)]) for at in range(40)]
    assert not found(*usual, boxed("cut.png", [Box(CAR, 310, 10, 320, 40)])).of("odd-box")


def test_pictures_without_boxes_are_counted_and_an_error_where_all_are():
    given = found(boxed("a.png", STREET), boxed("b.png"), boxed("c.png"))
    (finding,) = given.of("no-box")
    assert (finding.severity, finding.paths) == ("note", ("b.png", "c.png"))
    assert "2 pictures have no box (66.7%)" in finding.message
    (finding,) = found(boxed("a.png"), boxed("b.png")).of("no-box")
    assert finding.severity == "error"


def test_classes_are_compared_by_their_boxes():
    many = [
        Box(CAR, 30 * (at % 10), 40 * (at // 10), 30 * (at % 10) + 20, 40 * (at // 10) + 20)
        for at in range(40)
    ]
    (finding,) = found(boxed("a.png", [*many, STREET[2]]), boxed("b.png", many)).of("imbalance")
    assert (finding.detail["largest"], finding.detail["smallest"]) == (["car", 80], ["狗", 1])
    assert "80 times as many boxes" in finding.message


def scene(seed: int) -> np.ndarray:
    return with_things(ground(seed), STREET)


@pytest.mark.parametrize("where", [0, 1])
def test_what_has_a_box_in_one_of_two_equal_pictures_only_is_named(where):
    boxes = [STREET, STREET[:2]]
    given = found(boxed("a.png", boxes[where], scene(0)), boxed("b.png", boxes[1 - where], scene(0)))
    (finding,) = given.of("contradiction")
    assert finding.paths == ("a.png", "b.png")
    assert [each["label"] for each in finding.detail["boxes"]] == ["狗"]
    assert given.of("duplicate")[0].detail["exclude"] == []
    assert given.exclusions() == ()


def test_equal_pictures_with_equal_boxes_are_duplicates_of_which_one_may_go():
    given = found(boxed("a.png", STREET, scene(0)), boxed("b.png", STREET, scene(0)))
    assert not given.of("contradiction")
    assert given.exclusions() == (("b.png", "duplicate"),)


def cropped(pixels: np.ndarray, by: int) -> np.ndarray:
    """Without a twentieth or so at the left and at the top, and larger."""
    part = Image.fromarray(pixels[by:, by:])
    return np.asarray(part.resize((640, 480), Image.Resampling.BILINEAR))


def moved(box: Box, by: int) -> Box:
    """The box in such a crop of a picture of 320 x 240."""
    across, down = 640 / (320 - by), 480 / (240 - by)
    xmin, ymin, xmax, ymax = box.xyxy
    return Box(box.index, (xmin - by) * across, (ymin - by) * down, (xmax - by) * across, (ymax - by) * down)


def crops(missing: int | None) -> Dataset:
    """A picture and its crop, where one of the boxes is missing."""
    boxes = [moved(box, 10) for at, box in enumerate(STREET) if at != missing]
    return boxed_data(boxed("a.png", STREET, scene(3)), boxed("crop.png", boxes, cropped(scene(3), 10)))


def test_copies_that_are_cropped_and_resized_are_compared_place_by_place():
    assert not check(crops(None)).of("contradiction")
    (finding,) = check(crops(1)).of("contradiction")
    assert [[each["path"], each["label"]] for each in finding.detail["boxes"]] == [["a.png", "car"]]
    assert check(crops(1)).of("near-duplicate")


def test_a_thing_that_moved_between_two_frames_is_no_contradiction():
    wall = ground(5)
    here, there = Box(CAR, 20, 30, 40, 45), Box(CAR, 250, 180, 270, 195)
    frames = [boxed(f"{at}.png", [box], with_things(wall, [box])) for at, box in enumerate((here, there))]
    assert not check(boxed_data(*frames)).of("contradiction")


def test_copies_on_both_sides_of_a_split_are_a_leak():
    given = found(boxed("a.png", STREET, scene(0), "train"), boxed("b.png", STREET, scene(0), "test"))
    (finding,) = given.of("leak")
    assert finding.detail["exclude"] == ["a.png"]


def test_findings_of_boxes_are_json():
    given = found(boxed("a.png", [*STREET, Box(DOG, -50, 0, 5, 1), Box(CAR, 20, 30, 90, 80)]), boxed("b.png"))
    for finding in given.findings:
        assert json.loads(json.dumps(finding.to_json(), ensure_ascii=False))["finding"] == finding.kind


def test_data_with_boxes_need_no_extra_and_are_not_looked_through_for_wrong_labels():
    given = found(boxed("a.png", STREET), boxed("b.png", STREET))
    assert not {"labels", "shortcuts"} & set(given.seconds)
    assert "boxes" in given.seconds
