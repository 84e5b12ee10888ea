"""The kinds of errors, one a picture, and what each costs."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.errors import KINDS, Errors, errors
from huoyan.metrics.detection.matching import matched
from huoyan.metrics.detection.things import FoundThings, TrueThings
from made_things import made

PLACE = (0.0, 0, 10, 10)
LITTLE = (0.0, 0, 10, 4)  # 0.4 of it
TOUCH = (9.0, 0, 19, 10)  # 0.05 of it
FAR = (50.0, 50, 60, 60)


def of_one(*found: tuple[int, tuple[float, ...], float], true: int = 0) -> Errors:
    """One thing of class `true` at PLACE and a second one far from it all; class, box, score of the found."""
    rows = np.array([[0, true, *PLACE, 0], [0, 1, 200, 200, 210, 210, 0]])
    classes, scores = np.array([each[0] for each in found]), np.array([each[2] for each in found])
    boxes = np.array([each[1] for each in found])
    return errors(matched(FoundThings.of([(classes, boxes, scores)]), TrueThings.of(1, rows), 3))


def names(found: Errors) -> list[str]:
    """Of each found thing, the surest first."""
    order = np.argsort(-found.matches.found.scores)
    return [KINDS[kind] if kind >= 0 else "right" for kind in found.kind[order]]


@pytest.mark.parametrize(
    ("label", "box", "kind"),
    [
        (0, PLACE, "right"),
        (0, LITTLE, "localisation"),
        (2, PLACE, "class"),
        (0, FAR, "background"),
        (0, TOUCH, "background"),
        (2, LITTLE, "both"),
    ],
)
def test_an_error_has_a_kind(label: int, box: tuple[float, ...], kind: str):
    assert names(of_one((label, box, 0.9))) == [kind]


def test_a_thing_that_is_found_again_is_a_duplicate():
    assert names(of_one((0, PLACE, 0.9), (0, PLACE, 0.8))) == ["right", "duplicate"]


def test_a_thing_found_at_the_wrong_place_or_under_the_wrong_name_is_not_missed():
    assert of_one((0, LITTLE, 0.9)).missed.tolist() == [False, True]
    assert of_one((2, PLACE, 0.9)).missed.tolist() == [False, True]
    assert of_one((2, LITTLE, 0.9)).missed.tolist() == [True, True]


def test_each_kind_costs_what_mending_it_alone_brings():
    found = of_one((0, LITTLE, 0.9), (0, FAR, 0.8))
    assert found.losses() == {
        "localisation": 0.5,  # class 0 is found; class 1 is missed still
        "class": 0,
        "duplicate": 0,
        "background": 0,  # what stays is at the wrong place
        "both": 0,
        "missed": 0,  # class 1 is no more; class 0 has 0
        "false_positive": 0,
        "false_negative": 1,
    }


def test_one_mended_error_a_thing_is_right_and_the_others_go():
    found = of_one((2, PLACE, 0.9), (2, PLACE, 0.8), (0, FAR, 0.95))
    assert names(found) == ["background", "class", "class"]
    # Mended: class 0 has a wrong thing and then the right one.
    assert found.losses()["class"] == pytest.approx(0.25)


def test_the_wrong_name_for_a_thing_that_was_found_goes():
    found = of_one((0, PLACE, 0.5), (2, PLACE, 0.9), true=0)
    assert names(found) == ["class", "right"]
    assert found.losses()["class"] == 0


def test_missed_things_stretch_the_curve():
    assert of_one((1, (200, 200, 210, 210), 0.9)).losses()["missed"] == 0.5


def test_without_mending_the_average_precision_is_cocos():
    found, true = made(40, 4, 3)
    matches = matched(found, true, 4)
    found_errors = errors(matches)
    base = found_errors._ap(found_errors._changed())
    assert base == pytest.approx(float(coco_table(found, true, 4).figures()["ap50"]))


def test_every_wrong_thing_has_a_kind_and_no_kind_costs_less_than_nothing():
    found, true = made(60, 4, 6)
    matches = matched(found, true, 4)
    found_errors = errors(matches)
    wrong = matches.counted[0, 0] & ~matches.hits[0, 0]
    assert ((found_errors.kind >= 0) == wrong).all()
    assert set(found_errors.kind[wrong]) == set(range(len(KINDS)))
    assert min(found_errors.losses().values()) >= 0


def test_mending_all_that_is_falsely_found_leaves_the_share_that_is_found():
    found, true = made(30, 1, 7, crowds=0)
    matches = matched(found, true, 1)
    base = float(coco_table(found, true, 1).figures()["ap50"])
    share = matches.hits[0, 0].sum() / len(true)
    mended = errors(matches).losses()["false_positive"] + base
    assert mended == pytest.approx(np.floor(share * 100 + 1) / 101)
