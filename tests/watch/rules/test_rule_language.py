"""Rules are sentences that a user guesses right, and what is wrong is said at its word."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from huoyan.errors import UsageError
from huoyan.watch.rules.language.hours import Hours
from huoyan.watch.rules.language.rule import Rule
from huoyan.watch.rules.scene import scene_of

LINES = ("gate=0.1,0.6,0.9,0.6", "slope=0,0,1,1")
ZONES = ("yard=0.1,0.1,0.5,0.1,0.5,0.5", "院子=0.6,0.1,0.9,0.1,0.9,0.5")
LABELS = ("person", "car", "truck", "bus", "traffic light", "狗", "up")
UP, DOWN = -1, 1  # of the gate, which runs from left to right


def rule(text: str) -> Rule:
    return scene_of(LINES, ZONES, [text], LABELS).alarms[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yard enters person", Rule("", "yard", "enters", ("person",), 1)),
        ("yard leaves", Rule("", "yard", "leaves", (), -1)),
        ("院子 enters 狗", Rule("", "院子", "enters", ("狗",), 1)),
        ("gate crosses car,truck up", Rule("", "gate", "crosses", ("car", "truck"), UP)),
        ("gate crosses down cars or buses", Rule("", "gate", "crosses", ("car", "bus"), DOWN)),
        ("gate crosses in", Rule("", "gate", "crosses", (), DOWN)),
        ('gate crosses "up" and Person up', Rule("", "gate", "crosses", ("up", "person"), UP)),
        ("slope crosses left", Rule("", "slope", "crosses", (), 1)),
        ("yard stays person longer than 30 s", Rule("", "yard", "stays", ("person",), 0, 30)),
        ("yard stays longer than 1.5min", Rule("", "yard", "stays", (), 0, 90)),
        ("yard more than 5 person", Rule("", "yard", "more than", ("person",), more_than=5)),
        ("yard has more than 0 traffic light", Rule("", "yard", "more than", ("traffic light",))),
        (
            "yard more than 5 persons between 22:00 and 06:00",
            Rule("", "yard", "more than", ("person",), more_than=5, hours=Hours(1320, 360)),
        ),
        ("yard enters between 00:00 and 24:00", None),
        ("yard enters between 6:00 and 24:00", Rule("", "yard", "enters", (), 1, hours=Hours(360, 1440))),
        ("yard enters car seen for 2 s", Rule("", "yard", "enters", ("car",), 1, seen_for=2)),
    ],
)
def test_a_rule_means_what_it_says(text: str, meant: Rule | None):
    if meant is None:
        with pytest.raises(UsageError, match="Without hours a rule holds all day"):
            rule(text)
        return
    found = rule(text)
    assert found.text == text
    assert (found.place, found.what, found.kinds, found.way) == (
        meant.place,
        meant.what,
        meant.kinds,
        meant.way,
    )
    assert (found.longer_than, found.more_than, found.hours, found.seen_for) == (
        meant.longer_than,
        meant.more_than,
        meant.hours,
        meant.seen_for,
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "it ends where the name of a line or a zone is expected"),
        ("yrad enters", "word 1, 'yrad': Did you mean yard? Expected gate, slope, yard, 院子"),
        ("yard", "it ends where enters, leaves, stays, more than N is expected"),
        ("yard entres person", "word 2, 'entres': Did you mean enters?"),
        ("yard crosses car", "word 2, 'crosses': yard is a zone, and only lines are crossed"),
        ("gate enters car", "word 2, 'enters': gate is a line"),
        ("yard enters pesron", "word 3, 'pesron': the model knows no class of this name. Did you mean pers"),
        ("yard enters car, pesron", "word 4, 'pesron'"),
        ("yard enters person,", "it ends where the name of a class is expected"),
        ("yard enters person car", "word 4, 'car': classes were named already"),
        ("gate crosses car left", "word 4, 'left': nothing crosses gate in this direction"),
        ("gate crosses up down", "word 4, 'down': this was said already"),
        ("yard enters down", "word 3, 'down': enters has no direction"),
        ("yard stays person", "how long a thing has to stay is not said"),
        ("yard enters longer than 3 s", "word 3, 'longer': enters takes no duration"),
        ("yard stays longer than 30", "it ends where a duration above 0 with its unit"),
        ("yard stays longer than 30 parsecs", "word 6, 'parsecs': Expected a duration above 0"),
        ("yard stays longer than 0 s", "Expected a duration above 0"),
        ("yard stays longer 30 s", "word 4, '30': Expected than"),
        ("yard more than five person", "word 4, 'five': Expected a whole number"),
        ("yard has cars", "word 3, 'cars': Expected more than N"),
        ("yard enters betwen 22:00 and 6:00", "'betwen': the model knows no class of this name. Did you"),
        ("yard enters between 22:00 and 25:00", "word 6, '25:00': Expected a time of day"),
        ("yard enters between 22 and 6", "word 4, '22': Expected a time of day"),
        ("yard enters between 6:00 and 6:00", "word 6, '6:00': the two times are the same"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_word(text: str, what: str):
    with pytest.raises(UsageError) as caught:
        rule(text)
    assert caught.value.code == "usage.alarm"
    assert str(caught.value).startswith(f"--alarm {text!r}: ")
    assert what in str(caught.value)
    assert "Rules read like 'gate crosses car,truck up'" in str(caught.value)


def test_a_rule_without_any_place_says_how_to_give_one():
    with pytest.raises(UsageError, match="Give one with --line or --zone"):
        scene_of(alarms=["yard enters person"])


def test_where_the_labels_are_not_known_any_is_taken():
    assert scene_of(zones=ZONES, alarms=["yard enters wombat"]).alarms[0].kinds == ("wombat",)


def test_a_rule_that_is_given_twice_is_one():
    assert len(scene_of(zones=ZONES, alarms=["yard enters", "yard enters", " yard enters "]).alarms) == 1


@pytest.mark.parametrize(
    ("time", "held"), [("21:59", False), ("22:00", True), ("02:30", True), ("05:59", True), ("06:00", False)]
)
def test_hours_over_midnight(time: str, held: bool):
    hours = Hours(22 * 60, 6 * 60)
    assert hours.hold(datetime.fromisoformat(f"2026-11-27T{time}:00+08:00")) is held


def test_an_hour_that_comes_twice_belongs_to_the_hours_both_times():
    berlin = ZoneInfo("Europe/Berlin")  # put back from 3:00 to 2:00 in this night
    utc = ZoneInfo("UTC")
    moments = [datetime(2026, 10, 25, hour, 30, tzinfo=utc).astimezone(berlin) for hour in (0, 1, 2)]
    assert [moment.hour for moment in moments] == [2, 2, 3]
    assert [Hours(120, 180).hold(moment) for moment in moments] == [True, True, False]
