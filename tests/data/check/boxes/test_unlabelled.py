"""Things that lack a box are found by what the boxes of their class show; what no class looks like is not."""

from __future__ import annotations

import numpy as np
import pytest

from boxed import CAR, boxed, boxed_data, ground, with_things
from huoyan.data.check import check
from huoyan.data.check.boxes.alike.cells import CELL, DEPTH, DIRECTIONS, cells, windows
from huoyan.data.check.boxes.alike.shape import CELLS, shape_of
from huoyan.data.check.boxes.alike.unlabelled import AGREEING, AROUND, LEAST_BOXES, surest
from huoyan.data.dataset import Dataset
from huoyan.data.sample.boxes import Box
from huoyan.metrics.detection.overlap import overlaps

FORGOTTEN = 6


def cars(seed: int) -> list[Box]:
    """One in each quarter of a picture of 320 x 240, somewhere."""
    rng = np.random.default_rng(seed)
    places = [(x + rng.integers(0, 90), y + rng.integers(0, 70)) for x in (5, 165) for y in (5, 125)]
    return [Box(CAR, x, y, x + 48, y + 36) for x, y in places]


def streets(n: int = 36) -> Dataset:
    """Cars, of which each of the first pictures has one without a box."""
    samples = []
    for at in range(n):
        boxes = cars(at)
        marked = boxes[1:] if at < FORGOTTEN else boxes
        samples.append(boxed(f"{at}.png", marked, with_things(ground(at), boxes)))
    return boxed_data(*samples)


@pytest.fixture(scope="module")
def forgotten() -> Dataset:
    return streets()


def test_cars_without_a_box_are_candidates(forgotten):
    (finding,) = check(forgotten).of("unlabelled")
    found = {each["path"]: [*each["box"].values()] for each in finding.detail["boxes"]}
    assert {f"{at}.png" for at in range(FORGOTTEN)} <= {*found}
    assert len(finding.detail["boxes"]) <= 2 * FORGOTTEN
    for at in range(FORGOTTEN):
        assert overlaps(np.array([found[f"{at}.png"]]), np.array([cars(at)[0].xyxy])).max() > 0.4
    assert finding.severity == "note"
    assert 0.75 <= finding.detail["agreement"] < 1
    assert "in 36 pictures looked at" in finding.message


def test_the_candidates_are_the_same_each_time(forgotten):
    once, again = (check(forgotten).of("unlabelled")[0].to_json() for _ in range(2))
    assert once == again


def test_a_quick_check_does_not_look_for_them(forgotten):
    found = check(forgotten, quick=True)
    assert not found.of("unlabelled")
    assert "unlabelled" not in found.seconds


def test_boxes_over_nothing_in_particular_give_no_candidates():
    assert not check(boxed_data(*(boxed(f"{at}.png", cars(at), ground(at)) for at in range(16)))).of(
        "unlabelled"
    )


def test_a_class_with_few_boxes_is_not_looked_for():
    few = boxed_data(*(boxed(f"{at}.png", cars(at), with_things(ground(at), cars(at))) for at in range(8)))
    assert len(few.targets()) < LEAST_BOXES
    assert not check(few).of("unlabelled")


def test_grey_pictures_and_pictures_smaller_than_a_thing_are_looked_at():
    grey = [boxed(f"{at}.png", cars(at), with_things(ground(at), cars(at))[:, :, 0]) for at in range(14)]
    assert check(boxed_data(*grey, boxed("small.png", [], ground(99, 12, 14)))).of("unreadable") == ()


def test_places_are_sure_as_long_as_most_about_as_sure_have_a_box():
    met = np.array([at % 10 != 9 for at in range(100)] + [False] * 100)
    sure, share = surest(met, 100)
    assert 100 - AROUND / 2 <= sure <= 100
    assert share == pytest.approx(0.9, abs=0.02)
    assert share > AGREEING
    assert surest(np.zeros(200, bool), 100) == (0, 0.0)
    assert surest(np.ones(50, bool), 1000) == (0, 0.0)  # far from all boxes: the class is not known
    assert surest(np.zeros(3, bool), 5) == (0, 0.0)


def test_the_shape_of_a_class_is_that_of_its_boxes_and_looked_for_at_their_sizes():
    wide = shape_of(np.full((50, 2), (80.0, 40.0)))
    assert wide is not None
    assert (wide.height, wide.width) == (CELLS // 2, CELLS)
    assert wide.scales == pytest.approx((CELL * CELLS / 80,), rel=0.02)
    sizes = np.geomspace(20, 60, 50)
    several = shape_of(np.stack([sizes, sizes], axis=1))
    assert several is not None
    assert len(several.scales) == 3
    assert shape_of(np.full((50, 2), (6.0, 6.0))) is None
    far = np.geomspace(10, 600, 50)
    assert shape_of(np.stack([far, far], axis=1)) is None


def test_cells_tell_the_direction_of_an_edge_and_the_colour():
    picture = np.zeros((30, 30, 3), np.uint8)
    picture[:, 15:] = 255
    grid = cells(picture)
    assert grid.shape == (5, 5, DEPTH)
    middle = grid[2, 2, :DIRECTIONS]
    assert middle.argmax() == 0
    assert cells(picture.transpose(1, 0, 2).copy())[2, 2, :DIRECTIONS].argmax() == DIRECTIONS // 2
    assert grid[2, 0, DIRECTIONS] < grid[2, 4, DIRECTIONS]


def test_windows_of_a_grid_are_its_parts():
    grid = np.random.default_rng(0).random((6, 7, DEPTH)).astype(np.float32)
    found = windows(grid, 3, 2)
    assert found.shape == (4, 6, 3 * 2 * DEPTH)
    part = grid[1:4, 2:4].transpose(2, 0, 1)
    assert (found[1, 2] == part.reshape(-1)).all()
    assert windows(grid, 9, 2).size == 0
