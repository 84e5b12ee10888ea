"""Intervals of detection's figures: they hold the value, shrink with pictures, and know groups."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.figures import FIGURES
from huoyan.metrics.detection.matching import Matches, matched
from huoyan.metrics.detection.resampled import resampled, shares, shown_bounds
from huoyan.metrics.detection.shown import shown
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups
from made_things import made

LABELS = 3


def pictures(n: int, seed: int = 0) -> Matches:
    return matched(*made(n, LABELS, seed), LABELS)


def width(matches: Matches, groups: Groups, name: str = "ap") -> float:
    found = resampled(matches, groups).figure(name)
    return float(found.high - found.low)


def test_an_interval_holds_the_value_that_faster_coco_eval_gives():
    found, true = made(40, LABELS, 0)
    values = coco_table(found, true, LABELS).figures()
    drawn = resampled(matched(found, true, LABELS), Groups.alone(40))
    for name in FIGURES:
        bounds = drawn.figure(name)
        assert 0 <= bounds.low <= values[name] + 1e-12, name
        assert values[name] - 1e-12 <= bounds.high <= 1, name


def test_four_times_the_pictures_halve_the_interval():
    few, many = (width(pictures(n), Groups.alone(n)) for n in (50, 200))
    assert 0.35 < many / few < 0.7


def test_the_same_pictures_twice_tell_no_more_as_groups_of_two():
    once = pictures(30)
    true, found = once.true, once.found
    again = TrueThings(
        60,
        np.concatenate([true.pictures, true.pictures + 30]),
        *(np.concatenate([each] * 2) for each in (true.classes, true.boxes, true.crowd)),
    )
    said = FoundThings(
        np.concatenate([found.pictures, found.pictures + 30]),
        *(np.concatenate([each] * 2) for each in (found.classes, found.boxes, found.scores)),
    )
    twice, pairs = matched(said, again, LABELS), Groups(np.tile(np.arange(30), 2), 30)
    alone = width(once, Groups.alone(30))
    assert width(twice, pairs) == pytest.approx(alone, rel=0.15)
    assert width(twice, Groups.alone(60)) < 0.8 * alone


def test_where_all_is_found_some_may_still_be_missed():
    rows = np.array([[at, 0, 10, 10, 60, 60, 0] for at in range(20)], float)
    found = FoundThings(np.arange(20), np.zeros(20, int), rows[:, 2:6], np.linspace(0.9, 0.8, 20))
    matches = matched(found, TrueThings.of(20, rows), 1)
    bounds = resampled(matches, Groups.alone(20)).figure("ap")
    assert bounds.high == 1
    assert 0.75 < bounds.low < 0.95
    of_shown = shown_bounds(shown(matches, np.zeros(1), 100), Groups.alone(20))
    assert 0.75 < of_shown["recall"].low < 0.95
    assert 0.75 < of_shown["precision"].low < 0.95


def test_each_class_has_an_interval_and_one_without_things_none():
    matches = matched(*made(40, LABELS, 1), LABELS + 1)
    bounds = resampled(matches, Groups.alone(40)).of_classes("ap50")
    assert (bounds.low[:LABELS] < bounds.high[:LABELS]).all()
    assert np.isnan(bounds.low[LABELS])


def test_the_same_seed_gives_the_same_interval():
    first, second, other = (
        resampled(pictures(30), Groups.alone(30), seed).figure("ap") for seed in (1, 1, 2)
    )
    assert (first.low, first.high) == (second.low, second.high)
    assert first.low != other.low


def test_shares_of_right_wrong_and_missed_things():
    found = shares(np.array([[3.0, 1, 2], [0, 0, 0]]))
    assert found["precision"].tolist() == [0.75, pytest.approx(np.nan, nan_ok=True)]
    assert (found["recall"][0], found["f1"][0]) == (0.6, pytest.approx(2 / 3))
