"""False alarms a camera-day: no more is claimed than the hours watched allow."""

from __future__ import annotations

import pytest

from huoyan.watch.alarms.false_alarms import FalseAlarms, false_alarms


def reckoned(alarms: dict[str, int], watched_s: float) -> FalseAlarms:
    found = false_alarms(alarms, watched_s)
    assert found is not None
    return found


def test_alarms_are_counted_by_rule_and_together_and_rules_without_any_too():
    found = reckoned({"yard enters person": 6, "gate crosses": 1, "camera": 0}, watched_s=43_200.0)
    assert {rule: (rate.events, rate.value) for rule, rate in found.rules.items()} == {
        "yard enters person": (6, 12.0), "gate crosses": (1, 2.0), "camera": (0, 0.0),
    }  # fmt: skip
    assert (found.hours, found.all.events, found.all.value) == (12.0, 7, 14.0)
    assert [str(line).partition(":")[0] for line in found.told()] == [
        "7 false alarms in 12.0 h watched", "  yard enters person", "  gate crosses", "  camera",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("alarms", "watched_s", "told"),
    [
        (
            0,
            3600.0,
            "no false alarm in 1.0 h watched: fewer than 88.5 a camera-day; so short a time says no more",
        ),
        (2, 86_400.0, "2 false alarms in 24.0 h watched: 2 a camera-day [0.242, 7.22]"),
        (1, 8.64, "1 false alarm in 9 s watched: 10,000 a camera-day [253, 55,700]"),
    ],
)
def test_what_is_told_has_its_interval_and_its_hours(alarms: int, watched_s: float, told: str):
    assert reckoned({"yard": alarms}, watched_s).told() == [told]


def test_nothing_watched_says_nothing():
    assert false_alarms({"yard": 0}, 0.0) is None
