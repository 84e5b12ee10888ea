"""False alarms a camera-day: no more is claimed than the hours watched allow."""

from __future__ import annotations

from dataclasses import replace

from huoyan.watch.alarms.false_alarms import false_alarms, told_rate
from made_alarms import alarm_at


def test_alarms_are_counted_by_rule_bundles_in_full_and_rules_without_any_too():
    alarms = [alarm_at(1.0), replace(alarm_at(9.0), count=5), alarm_at(2.0, rule="gate crosses")]
    rates = false_alarms(alarms, ["yard enters person", "gate crosses", "camera"], watched_s=43_200.0)
    assert {rule: (rate.events, rate.value) for rule, rate in rates.items()} == {
        "yard enters person": (6, 12.0), "gate crosses": (1, 2.0), "camera": (0, 0.0),
    }  # fmt: skip


def test_an_hour_without_an_alarm_claims_no_zero():
    rate = false_alarms([], ["yard"], watched_s=3600.0)["yard"]
    assert told_rate(rate) == (
        "no false alarm in 1.0 h watched: fewer than 88.5 a camera-day; so short a time says no more"
    )


def test_some_are_told_with_their_interval():
    rate = false_alarms([alarm_at(1.0), alarm_at(2.0)], [], watched_s=86_400.0)["yard enters person"]
    assert told_rate(rate) == "2 false alarms in 24.0 h watched: 2 a camera-day [0.242, 7.22]"
