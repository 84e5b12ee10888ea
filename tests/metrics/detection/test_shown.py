"""What is shown at thresholds, right, wrong and missed; curves, and false alarms on empty pictures."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.metrics.detection.curves import best_thresholds, curve
from huoyan.metrics.detection.false_alarms import byar, false_alarms
from huoyan.metrics.detection.matching import Matches, matched
from huoyan.metrics.detection.shown import Shown, shown
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups
from made_things import made

A, B, C = (0, 0, 10, 10), (20, 0, 30, 10), (40, 0, 50, 10)  # three places
A_HALF = (0, 0, 10, 5)


def one_picture(
    true: list[tuple[int, tuple[int, ...]]], found: list[tuple[int, tuple[int, ...], float]]
) -> Matches:
    """Class and box of each true thing; class, box and score of each found one; three classes."""
    rows = np.array([(0, label, *box, 0) for label, box in true], float).reshape(-1, 7)
    classes = np.array([label for label, _, _ in found])
    boxes = np.array([box for _, box, _ in found], float).reshape(-1, 4)
    scores = np.array([score for *_, score in found])
    return matched(FoundThings.of([(classes, boxes, scores)]), TrueThings.of(1, rows), 3)


def at(matches: Matches, *least: float, most: int = 100) -> Shown:
    return shown(matches, np.array(least or (0.0,) * 3), most)


def test_what_is_shown_is_right_or_wrong_and_the_rest_is_missed():
    matches = one_picture([(0, A), (1, B), (0, C)], [(0, A, 0.9), (0, B, 0.8), (0, C, 0.2)])
    assert at(matches, 0.5, 0.5, 0.5).sums().tolist() == [[1, 1, 2]]
    assert at(matches).sums().tolist() == [[2, 1, 1]]
    assert at(matches).of_class(0) == (2, 1, 0)
    assert at(matches).of_class(1) == (0, 0, 1)
    assert at(matches, most=1).sums().tolist() == [[1, 0, 2]]


def test_a_thing_under_another_name_is_one_confusion_and_not_two_errors_with_the_background():
    matches = one_picture([(0, A), (1, B), (2, C)], [(0, A, 0.9), (2, B, 0.8), (1, (60, 0, 70, 10), 0.7)])
    table = at(matches).confusion()
    assert table.tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0]]


def test_a_confusion_holds_all_that_is_shown_and_all_that_counts():
    found, true = made(30, 4, 0)
    one = at(matched(found, true, 4), *(0.3,) * 4)
    table = one.confusion()
    assert table[:, :4].sum() == one.right.sum() + one.wrong.sum()
    assert table[:4].sum() == (~true.crowd).sum()


def test_what_lies_on_a_crowd_is_neither_right_nor_wrong():
    true = TrueThings.of(1, np.array([[0, 0, 0, 0, 100, 100, 1.0]]))
    found = FoundThings.of([(np.zeros(2), np.array([A, (90, 0, 190, 10)], float), np.array([0.9, 0.8]))])
    assert at(matched(found, true, 3)).sums().tolist() == [[0, 1, 0]]


def test_a_curve_falls_in_precision_as_it_gains_recall():
    true, found = [(0, A), (0, B)], [(0, A, 0.9), (0, C, 0.75), (0, B, 0.5), (0, A, 0.25)]
    of_class = curve(one_picture(true, found), 0)
    assert of_class is not None
    assert of_class.scores.tolist() == [0.9, 0.75, 0.5, 0.25]
    assert of_class.precision.tolist() == [1, 0.5, 2 / 3, 0.5]
    assert of_class.recall.tolist() == [0.5, 0.5, 1, 1]
    assert of_class.best == (pytest.approx(0.8), 0.375)


def test_things_of_equal_scores_are_shown_together():
    of_class = curve(one_picture([(0, A)], [(0, A, 0.5), (0, B, 0.5), (0, C, 0.5)]), 0)
    assert of_class is not None
    assert (of_class.scores.tolist(), of_class.precision.tolist()) == ([0.5], [1 / 3])


def test_the_best_threshold_is_that_of_each_class_and_the_given_one_where_nothing_is_right():
    matches = one_picture([(0, A), (1, B)], [(0, A, 0.5), (0, B, 0.25), (1, C, 0.9)])
    assert best_thresholds(matches, 0.4).tolist() == [0.375, 0.4, 0.4]
    assert curve(matches, 2) is None


def test_best_thresholds_give_the_best_f1_of_all():
    found, true = made(40, 2, 5)
    matches = matched(found, true, 2)
    best = best_thresholds(matches, 0.5)

    def f1(label: int, least: float) -> float:
        right, wrong, missed = at(matches, *(least,) * 2).of_class(label)
        return 2 * right / (2 * right + wrong + missed)

    for label in (0, 1):
        assert f1(label, best[label]) == max(f1(label, least) for least in np.arange(0.005, 1, 0.01))


def test_false_alarms_are_counted_per_thousand_empty_pictures():
    found = false_alarms(np.array([0, 0, 2, 1, 0]), Groups.alone(5))
    assert (found.value, found.n) == (600, 5)
    assert found.low < 200
    assert found.high > 1500


def test_without_a_false_alarm_there_may_still_be_some():
    found = false_alarms(np.zeros(100), Groups.alone(100))
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(36.9, abs=0.5)  # Garwood's exact 3.69 of 100


@pytest.mark.parametrize(("count", "low", "high"), [(1, 0.025, 5.57), (10, 4.80, 18.39), (50, 37.11, 65.92)])
def test_the_interval_of_a_count_is_nearly_the_exact_one(count: int, low: float, high: float):
    assert byar(count) == (pytest.approx(low, abs=0.06), pytest.approx(high, abs=0.06))


def test_false_alarms_of_one_camera_count_less():
    alarms = np.array([1, 1, 1, 1] + [0] * 16)
    apart = false_alarms(alarms, Groups.alone(20))
    together = false_alarms(alarms, Groups.named(["a"] * 4 + ["b"] * 4 + ["c"] * 4 + ["d"] * 4 + ["e"] * 4))
    assert together.value == apart.value
    assert together.high - together.low > 1.5 * (apart.high - apart.low)
