"""What comes after a training is counted before, so that a run keeps to its time."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.data.dataset import Dataset
from huoyan.learn.features.classical import classical
from huoyan.learn.fit.time_after import MOST, seconds_after, seconds_more
from huoyan.learn.head_training.vectors import pace_of
from huoyan.preprocess import Preprocess
from making import sample_of

GREY = np.zeros((8, 8), np.uint8)


def with_tests(n: int) -> Dataset:
    samples = [sample_of(f"{at}.png", 0, pixels=GREY, split="test") for at in range(n)]
    return Dataset("tested", ("a", "b"), tuple(samples))


def test_many_test_pictures_take_long_but_never_most_of_the_time() -> None:
    assert seconds_after(with_tests(1000), left=100) == pytest.approx(8 + 10)
    assert seconds_after(with_tests(1000), left=20) == pytest.approx(MOST * 20)


def test_a_slow_model_takes_longer_for_its_score_and_its_proof() -> None:
    beyond = 1000 * 0.02 + 3 * 100 * 0.03
    assert seconds_more(with_tests(1000), pace=0.03, proven=100) == pytest.approx(beyond)
    assert seconds_more(with_tests(1000), pace=0.001, proven=0) == 0


def test_how_long_a_picture_takes_is_measured_on_the_graph() -> None:
    """Features that are kept cost nothing to be looked up, and say nothing of the model's pace."""
    assert pace_of(classical(("hog", "lbp"), Preprocess(64, 64))) > 0
