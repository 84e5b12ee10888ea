"""Zones are entered, left, stayed in and crowded, and flicker at their edge is none of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from huoyan.errors import UsageError
from huoyan.watch.event import Event
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import scene_of
from making_tracks import SIDE, Spot, Walk, down, filmed, said, watched

YARD = "yard=0.25,0.25,0.75,0.25,0.75,0.75,0.25,0.75"  # from 256 to 768 px
IN, OUT = (512.0, 512.0), (512.0, 128.0)
CST = timezone(timedelta(hours=8))


def told(
    *walks: Walk, alarms: tuple[str, ...] = (), fps: float = 10, frames: int | None = None
) -> list[Event]:
    return watched(Observer(scene_of(zones=[YARD], alarms=alarms)), filmed(*walks, fps=fps, frames=frames))


def test_one_that_walks_through_enters_and_leaves_and_is_counted():
    observer = Observer(scene_of(zones=[YARD], alarms=["yard enters person"]))
    # 20 px a frame; the margin is a tenth of the box: inside from 266 on, which must last 0.2 s.
    events = watched(observer, filmed(Walk(4, down(200, 900, 36))))
    assert said(events) == [
        ("yard", "enters", 6),
        ("yard enters person", "enters", 6),
        ("yard", "leaves", 31),
    ]
    assert observer.counts.to_json() == {"yard": {"enters": {"person": 1}, "leaves": {"person": 1}}}


def test_one_that_is_first_seen_in_a_zone_enters_it():
    assert said(told(Walk(1, [IN] * 10))) == [("yard", "enters", 2)]


@pytest.mark.parametrize(
    ("name", "spots"),
    [
        ("outside", [OUT] * 20),
        ("on the edge, with flicker", [(512, 256 + 9 * (-1) ** at) for at in range(60)]),
        ("along the edge, outside", down(100, 900, 40, x=240)),
        ("inside for one frame only", [OUT, OUT, OUT, IN, OUT, OUT, OUT]),
    ],
)
def test_what_does_not_enter_is_not_told(name: str, spots: list[Spot | None]):
    assert told(Walk(1, spots)) == [], name


@pytest.mark.parametrize(
    ("name", "spots"),
    [
        ("with flicker at the edge", [OUT, *((512, 256 + 9 * (-1) ** at) for at in range(30)), *[IN] * 20]),
        ("not found for two seconds", [*[IN] * 10, *[None] * 20, *[IN] * 10]),
        ("outside for one frame", [*[IN] * 10, OUT, *[IN] * 10]),
    ],
)  # fmt: skip
def test_a_stay_is_one_whatever_flickers(name: str, spots: list[Spot | None]):
    assert [event.what for event in told(Walk(1, spots))] == ["enters"], name


def test_another_number_in_a_zone_is_no_other_thing_if_it_goes_on_where_that_one_was():
    events = told(Walk(1, [IN] * 20), Walk(2, [IN] * 40, first=23), alarms=("yard stays longer than 4 s",))
    # Since 0.0 s, under another number since 2.3 s.
    assert [(event.what, event.frame, event.track) for event in events] == [
        ("enters", 2, 1),
        ("stays", 41, 2),
    ]


def test_a_stay_is_told_once_and_the_next_one_again():
    rule = "yard stays person longer than 1 s"
    spots = [*[IN] * 30, *[OUT] * 10, *[IN] * 30]
    stays = [event for event in told(Walk(1, spots), alarms=(rule,)) if event.rule == rule]
    # Inside from 0.0 s to 3.0 s and from 4.0 s on; longer than 1 s from the frame after.
    assert said(stays) == [(rule, "stays", 11), (rule, "stays", 51)]


def test_one_that_is_lost_before_has_not_stayed():
    events = told(Walk(1, [IN] * 9), alarms=("yard stays longer than 1 s",), frames=60)
    assert [event.what for event in events] == ["enters"]


def test_one_that_leaves_the_picture_leaves_the_zone_a_second_later():
    observer = Observer(scene_of(zones=["all=0,0,1,0,1,1,0,1"]))
    # The centre stays inside: at the edge the box is cut off.
    events = watched(observer, filmed(Walk(1, down(512, 1000, 20)), frames=60))
    assert said(events) == [("all", "enters", 2), ("all", "leaves", 30)]
    hidden = watched(Observer(scene_of(zones=["all=0,0,1,0,1,1,0,1"])), filmed(Walk(1, [IN] * 9), frames=60))
    assert [event.what for event in hidden] == ["enters"]


def test_a_zone_smaller_than_the_things_in_it_can_be_entered():
    observer = Observer(scene_of(zones=["spot=0.5,0.5,0.51,0.5,0.51,0.51,0.5,0.51"]))
    spot = 0.505 * SIDE
    events = watched(observer, filmed(Walk(1, [(spot, spot)] * 5, size=400)))
    assert said(events) == [("spot", "enters", 2)]


def crowd_of(n: int, frames: int, first: int = 0, label: str = "person") -> list[Walk]:
    return [
        Walk(first * 100 + at + 1, [(300.0 + 100 * at, 500.0)] * frames, label, first, size=40)
        for at in range(n)
    ]


def test_a_crowd_is_told_once_when_it_has_lasted_and_again_after_it_was_gone():
    rule = "yard more than 2 person"
    walks = [*crowd_of(2, 90), *(Walk(9, [(650, 600)] * 20, first=at, size=40) for at in (10, 50))]
    events = [event for event in told(*walks, alarms=(rule,)) if event.rule == rule]
    # The third comes at 1.0 s, is in the zone at 1.2 s, and for half a second at 1.7 s.
    assert said(events) == [(rule, "more than", 17), (rule, "more than", 57)]
    assert (events[0].place, events[0].label, events[0].track) == ("yard", "person", None)
    assert events[0].confidence == 0.75


def test_as_many_as_are_allowed_and_other_kinds_are_no_crowd():
    rule = "yard more than 2 person"
    walks = [*crowd_of(2, 60), Walk(9, [(650, 600)] * 60, "car", size=40)]
    assert [event for event in told(*walks, alarms=(rule,)) if event.rule == rule] == []


def test_a_number_that_changes_makes_no_crowd():
    rule = "yard more than 2 person"
    walks = [*crowd_of(2, 60), *(Walk(10 + at, [(650, 600)] * 10, first=10 * at, size=40) for at in range(5))]
    # Two stand, and a third whose number changes each second is found twice in one frame for a moment.
    twice = Walk(20, [(652, 600)] * 2, first=29, size=40)
    alarms = rule, "yard more than 3 person"
    events = told(*walks, twice, alarms=alarms)
    assert [event.rule for event in events if event.what == "more than"] == [rule]


def clock(start: str, zone: timezone | ZoneInfo = CST):
    began = datetime.fromisoformat(start).replace(tzinfo=zone).astimezone(UTC)
    return lambda seconds: (began + timedelta(seconds=seconds)).astimezone(zone)


@pytest.mark.parametrize(("start", "events"), [("2026-11-27T21:59:50", 0), ("2026-11-27T22:00:00", 1)])
def test_what_happens_outside_the_hours_is_counted_but_not_told(start: str, events: int):
    scene = scene_of(zones=[YARD], alarms=["yard enters between 22:00 and 06:00"])
    observer = Observer(scene, clock(start))
    found = watched(observer, filmed(Walk(1, [IN] * 90)))
    assert len([event for event in found if event.rule != "yard"]) == events
    assert observer.counts.total("yard", "enters") == 1


def test_a_stay_and_a_crowd_that_last_into_the_hours_are_told_as_they_begin():
    rules = ["yard stays longer than 3 s between 22:00 and 06:00", "yard more than 0 between 22:00 and 23:00"]
    scene = scene_of(zones=[YARD], alarms=rules)
    found = watched(Observer(scene, clock("2026-11-27T21:59:50")), filmed(Walk(1, [IN] * 300)))
    assert sorted(said(found)[1:]) == sorted([(rules[0], "stays", 100), (rules[1], "more than", 100)])


def test_a_clock_that_jumps_changes_no_duration():
    scene = scene_of(zones=[YARD], alarms=["yard stays longer than 3 s between 00:00 and 23:59"])
    steady, jumping = clock("2026-11-27T12:00:00"), clock("2026-10-25T02:59:58", ZoneInfo("Europe/Berlin"))
    back = clock("2026-11-27T11:00:00")
    tracks = filmed(Walk(1, [IN] * 60))
    expected = watched(Observer(scene, steady), tracks)
    assert [event.frame for event in expected] == [2, 31]
    assert watched(Observer(scene, jumping), tracks) == expected
    set_back = Observer(scene, lambda seconds: (steady if seconds < 2 else back)(seconds))
    assert watched(set_back, tracks) == expected


def test_hours_need_a_clock():
    scene = scene_of(zones=[YARD], alarms=["yard enters between 22:00 and 06:00"])
    with pytest.raises(UsageError, match="the time of day of this video is not known"):
        Observer(scene)
