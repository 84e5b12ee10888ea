"""Hours watched are those in which there was something to see; alarms are counted as they were told."""

from __future__ import annotations

from huoyan.watch.event import Event
from huoyan.watch.tally import Tally


def alarm(rule: str, what: str = "enters") -> Event:
    return Event(0.0, 0, rule, what)


def test_time_without_frames_was_not_watched():
    tally = Tally(["yard enters", "camera"])
    tally.see(10.0, [])
    tally.see(12.5, [alarm("yard enters"), alarm("yard")])  # the second only counts
    tally.miss([alarm("camera")])
    tally.see(99.0, [])
    tally.see(99.5, [])
    assert tally.watched_s == 3.0
    assert tally.alarms == {"yard enters": 1, "camera": 1}


def test_hours_that_a_recording_leaves_out_were_not_watched():
    tally = Tally([])
    for seconds in (0.0, 1.0, 3601.0, 3602.0):
        tally.see(seconds, [])
    assert tally.watched_s == 7.0


def test_a_camera_that_is_well_again_is_no_second_false_alarm():
    tally = Tally(["camera"])
    tally.see(1.0, [alarm("camera", "frozen")])
    tally.see(2.0, [alarm("camera", "no longer frozen")])
    assert tally.alarms == {"camera": 1}


def test_what_a_line_that_is_called_camera_counts_is_no_alarm_of_the_camera():
    tally = Tally(["camera"])
    tally.see(1.0, [Event(1.0, 1, "camera", "crosses", "camera", "up")])
    assert tally.alarms == {"camera": 0}


def test_one_that_goes_on_from_its_state_counts_as_one_that_was_not_cut_off():
    whole, part = Tally(["a"]), Tally(["a"])
    for seconds in (0.0, 1.0):
        whole.see(seconds, [alarm("a")])
        part.see(seconds, [alarm("a")])
    rest = Tally(["a"])
    rest.restore(part.to_json())
    for each in (whole, rest):
        each.see(2.0, [alarm("a")])
    assert rest.to_json() == whole.to_json() == {"alarms": {"a": 3}, "watched_s": 2.0, "last": 2.0}
