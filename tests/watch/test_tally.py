"""Hours watched are those in which there was something to see; alarms are counted as they were told."""

from __future__ import annotations

from huoyan.watch.event import Event
from huoyan.watch.tally import Tally


def alarm(rule: str) -> Event:
    return Event(0.0, 0, rule, "enters")


def test_time_without_frames_was_not_watched():
    tally = Tally(["yard enters", "camera"])
    tally.see(10.0, [])
    tally.see(12.5, [alarm("yard enters"), alarm("yard")])  # the second only counts
    tally.miss([alarm("camera")])
    tally.see(99.0, [])
    tally.see(99.5, [])
    assert tally.watched_s == 3.0
    assert tally.alarms == {"yard enters": 1, "camera": 1}


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
