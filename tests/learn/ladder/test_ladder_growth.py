"""What more pictures would bring to the rung that is held."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.learn.ladder.growth import growth_of
from huoyan.learn.ladder.standing import Standing
from huoyan.metrics.growth import Errors
from huoyan.metrics.intervals.groups import Groups
from huoyan.runs.rungs import Growth
from huoyan.words import Message


def standing(errors: Errors | None) -> Standing:
    def learnt() -> None:
        raise AssertionError("not asked for")

    return Standing("frozen", "ridge", "hog", {}, np.ones(3), 1.0, learnt, None, lambda over: errors)  # type: ignore[arg-type]


def test_growth_tells_what_was_measured_and_what_twice_and_four_times_would_bring() -> None:
    wrong = np.random.default_rng(0).random(500) < np.array([[0.4], [0.3], [0.2]])
    errors = Errors(np.array([40.0, 80.0, 160.0]), wrong.astype(float), Groups.alone(500))
    found = growth_of(standing(errors), 200, lambda: False)
    assert isinstance(found, Growth)
    assert found.of == "ridge + hog"
    assert [each.pictures for each in found.measured] == [40, 80, 160]
    assert [each.pictures for each in found.ahead] == [200, 400, 800]
    assert found.measured[-1].share.value < found.ahead[1].share.value < found.ahead[2].share.value


@pytest.mark.parametrize(
    ("over", "key"), [(False, "ladder.too_few_for_growth"), (True, "ladder.no_time_for_growth")]
)
def test_where_it_cannot_be_said_the_reason_is(over: bool, key: str) -> None:
    found = growth_of(standing(None), 12, lambda: over)
    assert isinstance(found, Message)
    assert found.key == key
