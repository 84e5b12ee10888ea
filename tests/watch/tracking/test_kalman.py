"""The filter of boxes: the slow version with whole matrices, and what it is for."""

from __future__ import annotations

import numpy as np
import pytest
from slow_kalman import SlowKalman

from huoyan.watch.tracking.kalman import Estimates, Motion

MOTION = Motion()


def test_it_equals_the_slow_filter_with_whole_matrices():
    rng = np.random.default_rng(0)
    low = rng.uniform(0, 300, (5, 2))
    boxes = np.hstack([low, low + rng.uniform(20, 90, (5, 2))])
    fast, slow = Estimates.begun(boxes, 0.0, MOTION), [SlowKalman(box, MOTION) for box in boxes]
    seconds = 0.0
    for _ in range(12):
        step = float(rng.uniform(0.01, 0.2))
        seconds += step
        boxes = boxes + rng.normal(0, 2, boxes.shape) + 30 * step
        fast = fast.ahead(seconds, MOTION).seen(boxes, MOTION)
        for one, box in zip(slow, boxes, strict=True):
            one.move(step)
            one.see(box)
    for at, one in enumerate(slow):
        np.testing.assert_allclose(fast.mean[at].T.ravel(), one.mean, rtol=1e-9)
        variances = [np.diag(one.spread)[:4], np.diag(one.spread[:4, 4:]), np.diag(one.spread)[4:]]
        np.testing.assert_allclose(fast.spread[at].T, variances, rtol=1e-9)


def test_one_step_over_a_second_expects_what_thirty_over_a_thirtieth_do():
    begun = Estimates.begun(np.array([[0.0, 0, 40, 60]]), 0.0, MOTION)
    moving = begun.ahead(0.1, MOTION).seen(np.array([[5.0, 0, 45, 60]]), MOTION)
    still = Motion(agility=0)
    at_once, slowly = moving.ahead(1.1, still), moving
    for at in range(1, 31):
        slowly = slowly.ahead(0.1 + at / 30, still)
    np.testing.assert_allclose(at_once.mean[:, :2], slowly.mean[:, :2])
    np.testing.assert_allclose(at_once.spread, slowly.spread)


def test_what_moves_evenly_is_expected_where_it_will_be():
    known = Estimates.begun(np.array([[0.0, 0, 40, 40]]), 0.0, MOTION)
    for at in range(1, 15):
        seconds = at / 10
        known = known.ahead(seconds, MOTION).seen(np.array([[0.0, 0, 40, 40]]) + 50 * seconds, MOTION)
    assert known.ahead(2.4, MOTION).boxes[0] == pytest.approx([120, 120, 160, 160], abs=3)


def test_the_longer_something_was_not_found_the_less_is_known_of_its_place():
    known = Estimates.begun(np.array([[0.0, 0, 40, 40]]), 0.0, MOTION)
    off = [float(known.ahead(seconds, MOTION).off[0, 0]) for seconds in (0.0, 0.1, 0.5, 1.0)]
    assert off == sorted(off)
    assert off[0] == pytest.approx(2)
