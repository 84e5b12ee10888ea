"""What a run keeps back for its end."""

from __future__ import annotations

import pytest

from huoyan.data.dataset import Dataset
from huoyan.learn.fit.time_after import MOST, seconds_after, seconds_more
from making import sample_of


def with_test(n: int) -> Dataset:
    return Dataset("made", ("a", "b"), tuple(sample_of(str(at), at % 2, split="test") for at in range(n)))


def test_never_more_than_a_share_of_what_is_left() -> None:
    assert seconds_after(with_test(5000), 10.0) == MOST * 10


def test_a_slow_model_on_many_test_pictures_keeps_more() -> None:
    assert seconds_more(with_test(2000), 0.002) == 0
    assert seconds_more(with_test(2000), 0.02) == pytest.approx(40)
