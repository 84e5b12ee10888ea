"""Seconds of a stream out of time stamps that are missing, go back or begin anew; and of live ones."""

from __future__ import annotations

import pytest

from huoyan.images.video.child.pace import Pace
from huoyan.images.video.child.stream_clock import StreamClock
from huoyan.images.video.live_clock import LiveClock
from huoyan.images.video.process.messages import Shown


def seconds(stamps: list[float], rate: float = 10.0) -> list[float]:
    clock = StreamClock(rate)
    clock.begin(stamps[0])
    return [clock.seconds(stamp) for stamp in stamps]


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        ([5.0, 5.1, 5.2], [0.0, 0.1, 0.2]),
        ([0.0, 0.3, 0.31, 2.0], [0.0, 0.3, 0.31, 2.0]),
        ([0.0, 0.0, 0.0, 0.0], [0.0, 0.1, 0.2, 0.3]),
        ([0.0, 0.1, 0.0, 0.3], [0.0, 0.1, 0.2, 0.3]),  # one stamp is wrong
        ([0.0, 0.1, 0.2, 0.0, 0.1, 0.2], [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),  # two files put together
    ],
)
def test_seconds_always_grow(stamps: list[float], expected: list[float]):
    assert seconds(stamps) == pytest.approx(expected)


def shown(second: float, arrived: float, index: int = 0) -> Shown:
    return Shown(0, second, index, arrived)


def test_a_frame_is_late_against_the_most_punctual():
    clock = LiveClock(paced=False)
    delays = [0.5, 0.2, 1.4, 0.2]
    lateness = [clock.late(shown(second, 100 + second + delay)) for second, delay in enumerate(delays)]
    assert lateness == pytest.approx([0, 0, 1.2, 0], abs=0.01)


def test_clocks_that_drift_make_no_frame_late():
    clock = LiveClock(paced=False)
    for second in range(0, 86_400, 10):
        moment = shown(second, 100 + second * 1.0003)
        assert clock.late(moment) < 0.01
        clock.place(moment)


def test_a_stream_that_is_connected_anew_goes_on():
    clock = LiveClock(paced=False)
    assert clock.place(shown(7.0, 100.0, 70)) == (7.0, 70)
    clock.renew()
    assert clock.gap(shown(0.0, 103.5)) == 3.5
    assert clock.place(shown(0.0, 103.5, 0)) == (10.5, 71)
    assert clock.place(shown(0.2, 103.7, 2)) == (10.7, 73)


def test_the_clock_of_a_camera_that_is_put_forward_changes_no_duration():
    clock, jump = LiveClock(paced=False), 3600.0
    moments = [shown(n / 10 + (jump if n >= 5 else 0), 100 + n / 10, n) for n in range(10)]
    assert all(clock.late(each) < 0.01 for each in moments)
    assert [clock.place(each)[0] for each in moments] == pytest.approx([n / 10 for n in range(10)])


def test_a_gap_in_a_recording_that_is_shown_live_is_not_waited_for():
    waited: list[float] = []
    pace = Pace(waited.append)
    assert [pace.due(seconds) for seconds in (0.0, 0.0, 3600.0, 3600.5)] == [True] * 4
    assert sum(waited) < 1.0
