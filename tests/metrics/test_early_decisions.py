"""How often a running answer is right, by how much of a clip has been seen."""

from __future__ import annotations

import numpy as np

from huoyan.metrics.decisions import accuracy
from huoyan.metrics.early_decisions import EarlyDecisions, early_decisions
from huoyan.metrics.intervals.groups import Groups
from huoyan.results import Estimate


def shares(*values: float) -> tuple[Estimate, ...]:
    return tuple(Estimate(value, 0.0, 1.0, 10) for value in values)


def test_a_clip_that_is_over_counts_with_its_last_answer_and_one_not_begun_as_wrong():
    right = [np.array([True, True]), np.array([False, False, True, True])]
    seconds = [np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0, 4.0])]
    found = early_decisions(right, seconds, Groups.alone(2))
    values = [each.value for each in found.accuracy]
    by_time = dict(zip(found.seconds, values, strict=True))
    assert (by_time[0.5], by_time[1.0], by_time[2.9], by_time[3.0], by_time[4.0]) == (0, 0.5, 0.5, 1, 1)
    assert found.n == 2


def test_each_share_has_the_interval_of_an_accuracy_by_groups():
    right = [np.array([at % 3 > 0]) for at in range(30)]
    groups = Groups.named([f"scene {at // 5}" for at in range(30)])
    found = early_decisions(right, [np.array([0.1])] * 30, groups)
    assert found.accuracy[-1] == accuracy(np.array([each[0] for each in right])).estimate(groups)


def test_what_is_lost_again_was_not_reached_yet():
    assert EarlyDecisions((1.0, 2.0, 3.0, 4.0), shares(0.9, 0.5, 0.9, 0.9)).reaches(0.95) == 3.0
    assert EarlyDecisions((1.0, 2.0), shares(0.9, 0.9)).reaches(0.95) == 1.0
