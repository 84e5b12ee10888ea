"""Two detectors on the same pictures: how far apart they are, and how often chance brings so much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from huoyan.errors import DataError
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.matching import matched
from huoyan.metrics.detection.paired import DetectionFigure
from huoyan.metrics.detection.resampled import resampled
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups
from made_things import looked_for, made

LABELS = ("cat", "dog", "bird")
N = 80
ALONE = Groups.alone(N)


def averaged(
    found: FoundThings, true: TrueThings, name: str = "ap", labels: tuple[str, ...] = LABELS
) -> DetectionFigure:
    matches = matched(found, true, len(labels))
    return DetectionFigure(name, labels, matches, resampled(matches, Groups.alone(true.n)))


def shifted(found: FoundThings, by: float) -> FoundThings:
    return replace(found, boxes=found.boxes + by)


@pytest.mark.parametrize("name", ["ap", "ap50"])
def test_a_better_detector_is_better_on_the_same_pictures(name: str):
    found, true = made(N, len(LABELS), 2)
    worse = shifted(found, 12)
    good, bad = averaged(found, true, name), averaged(worse, true, name)
    apart = good.difference(bad, ALONE)
    values = [float(coco_table(each, true, len(LABELS)).figures()[name]) for each in (found, worse)]
    assert apart.value == pytest.approx(values[0] - values[1])
    assert apart.n == N
    assert 0 < apart.low < apart.value < apart.high
    assert bad.difference(good, ALONE).high < 0
    assert good.chance(bad, ALONE) == bad.chance(good, ALONE) == 1 / 500


def test_a_detector_and_its_copy_do_not_differ():
    found, true = made(N, len(LABELS), 2)
    good = averaged(found, true)
    equal = good.difference(good, ALONE)
    assert equal.low < equal.value == 0 < equal.high
    assert good.chance(good, ALONE) == 1


def test_two_that_look_alike_well_are_seldom_set_apart_by_chance():
    _, true = made(N, len(LABELS), 3)
    found = [averaged(looked_for(true, len(LABELS), seed), true) for seed in range(12)]
    chances = [one.chance(other, ALONE) for one, other in zip(found[::2], found[1::2], strict=True)]
    assert min(chances) > 0.01
    assert max(chances) > 0.3


def test_what_is_exchanged_is_the_figure_of_the_mixture():
    """The slow way: the findings of one picture taken from the other model, and all matched again."""
    _, true = made(6, len(LABELS), 4)
    one, two = (looked_for(true, len(LABELS), seed) for seed in (0, 1))
    first, second = averaged(one, true), averaged(two, true)
    groups, wanted = Groups.alone(6), []
    for kept in np.random.default_rng(0).integers(0, 2, (499, 6)).astype(bool):
        parts = [mixed(one, two, kept), mixed(two, one, kept)]
        values = [float(coco_table(each, true, len(LABELS)).figure("ap")) for each in parts]
        wanted.append(abs(values[0] - values[1]))
    observed = abs(first.difference(second, groups).value)
    expected = (sum(each >= observed - 1e-9 for each in wanted) + 1) / 500
    assert first.chance(second, groups) == pytest.approx(expected, abs=0.005)


def mixed(one: FoundThings, two: FoundThings, kept: np.ndarray) -> FoundThings:
    own, other = kept[one.pictures], ~kept[two.pictures]
    names = ("pictures", "classes", "boxes", "scores")
    return FoundThings(*(np.concatenate([getattr(one, x)[own], getattr(two, x)[other]]) for x in names))


def test_pictures_of_one_group_are_exchanged_together():
    found, true = made(N, len(LABELS), 2)
    good, bad = averaged(found, true), averaged(shifted(found, 12), true)
    pairs = Groups(np.arange(N) // 40, 2)
    assert good.chance(bad, pairs) > 0.4  # of two groups, two of four ways are as far apart


def test_classes_may_stand_in_another_order():
    found, true = made(N, len(LABELS), 2)
    turned = np.array([2, 0, 1])
    worse = shifted(found, 12)
    others = averaged(
        replace(worse, classes=turned[worse.classes]),
        replace(true, classes=turned[true.classes]),
        labels=("dog", "bird", "cat"),
    )
    good, alike = averaged(found, true), averaged(worse, true)
    assert good.difference(others, ALONE).value == pytest.approx(good.difference(alike, ALONE).value)
    assert good.chance(others, ALONE) == good.chance(alike, ALONE)


def test_other_pictures_are_refused():
    one, other = averaged(*made(N, len(LABELS), 2)), averaged(*made(N, len(LABELS), 3))
    for compare in (one.difference, one.chance):
        with pytest.raises(DataError, match=r"different pictures: 80 pictures with \d+ things") as caught:
            compare(other, ALONE)
        assert caught.value.code == "data.unequal"
