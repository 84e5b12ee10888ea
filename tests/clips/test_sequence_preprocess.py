"""Sequences of numbers as a network over time takes them: rows as they are, or some of them."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.clips import Sampling, SequencePreprocess
from huoyan.clips.sequence_preprocess import rows_of
from huoyan.errors import UsageError, VideoError

VALUES = np.arange(40, dtype=np.float32).reshape(20, 2) / 7


def test_every_row_is_a_step_and_its_moment_is_its_number():
    found = SequencePreprocess(2)(rows_of(VALUES))
    assert found.pixels.tolist() == VALUES.tolist()
    assert found.pixels.dtype == np.float32
    assert found.seconds.tolist() == list(range(20))


def test_a_stride_takes_the_first_of_so_many_rows_and_a_stream_takes_the_same():
    takes = SequencePreprocess(2, Sampling(stride=3))
    found, stream = takes(rows_of(VALUES)), takes.stream()
    assert found.seconds.tolist() == [0, 3, 6, 9, 12, 15, 18]
    steps = [step for row in rows_of(VALUES) if (step := stream.step(row))]
    assert np.stack([step.pixels for step in steps]).tolist() == found.pixels.tolist()


def test_steps_of_equal_length_are_those_in_their_middles_and_need_the_whole():
    takes = SequencePreprocess(2, Sampling(steps=4))
    assert takes(rows_of(VALUES)).seconds.tolist() == [2, 7, 12, 17]
    with pytest.raises(UsageError) as caught:
        takes.stream()
    assert caught.value.code == "usage.stream"


def test_rows_of_another_width_and_none_at_all_are_refused():
    for given, code in ((np.zeros((4, 3)), "video.sequence"), (np.zeros((0, 2)), "video.too_short")):
        with pytest.raises(VideoError) as caught:
            SequencePreprocess(2)(rows_of(given))
        assert caught.value.code == code


def test_it_is_read_back_from_its_json_and_has_no_rate():
    takes = SequencePreprocess(2, Sampling(stride=3))
    assert SequencePreprocess.from_json(takes.to_json()) == takes
    for wrong in ({"values": 0}, {"values": 2, "sampling": {"rate": 5.0}}, {"values": 2, "strange": 1}):
        with pytest.raises(UsageError) as caught:
            SequencePreprocess.from_json(wrong)
        assert caught.value.code == "usage.preprocess"
