"""What holds of any path: crossings and sides, mirrors, and a state that goes through JSON at any frame."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.errors import UsageError
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import Scene, scene_of
from huoyan.watch.rules.steadiness import Steadiness
from huoyan.watch.tracked import Tracks
from making_tracks import SIDE, Spot, Walk, filmed, watched

LINE = "gate=0,0.5,1,0.5"
SCENE = scene_of(
    ["gate=0,0.5,1,0.5", "short=0.25,0.25,0.5,0.75"],
    ["yard=0.25,0.25,0.75,0.25,0.75,0.75"],
    [
        "gate crosses person down seen for 1 s",
        "short crosses left",
        "yard enters car between 12:00 and 12:01",
        "yard leaves",
        "yard stays longer than 1 s",
        "yard more than 1",
    ],
)
# Whole pixels of 1,024: their fractions and mirror images are exact.
spots = st.tuples(st.integers(0, SIDE), st.integers(0, SIDE)).map(
    lambda spot: (float(spot[0]), float(spot[1]))
)
paths = st.lists(spots, min_size=1, max_size=40)
broken_paths = st.lists(st.none() | spots, min_size=1, max_size=25)


@st.composite
def walks(draw: st.DrawFn) -> list[Walk]:
    kinds, sizes = st.sampled_from(["person", "car"]), st.sampled_from([40.0, 100.0, 160.0])
    return [
        Walk(number, draw(broken_paths), draw(kinds), draw(st.integers(0, 12)), draw(sizes))
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]


def noon(seconds: float) -> datetime:
    return datetime(2026, 11, 27, 11, 59, 58, tzinfo=UTC) + timedelta(seconds=seconds)


def side(spot: Spot, band: float) -> int:
    """-1 above the line, 1 below it, 0 within the band."""
    off = spot[1] - SIDE / 2
    return 0 if abs(off) <= band else (1 if off > 0 else -1)


@given(paths)
@settings(max_examples=60, deadline=None)
def test_the_crossings_of_a_path_are_its_changes_of_side(path: list[Spot]):
    observer = Observer(scene_of([LINE]), steady=Steadiness(seen_s=0))
    watched(observer, filmed(Walk(1, path)))
    sides = [each for spot in path if (each := side(spot, band=10))]
    changes = [now - before for before, now in pairwise(sides) if now != before]
    down, up = observer.counts.total("gate", "down"), observer.counts.total("gate", "up")
    assert (down, up) == (changes.count(2), changes.count(-2))
    assert down - up == ((sides[-1] - sides[0]) // 2 if sides else 0)


@given(walks())
@settings(max_examples=40, deadline=None)
def test_a_mirrored_scene_has_the_mirrored_crossings(things: list[Walk]):
    upright, level = scene_of(["gate=0.5,0,0.5,1"]), scene_of([LINE])
    plain, mirrored = Observer(upright), Observer(upright)
    events = watched(plain, filmed(*things))
    other = watched(
        mirrored, filmed(*(replace(each, spots=[flip(spot) for spot in each.spots]) for each in things))
    )
    swap = {"left": "right", "right": "left"}
    assert [(each.frame, each.track, swap[each.direction or ""]) for each in events] == [
        (each.frame, each.track, each.direction) for each in other
    ]
    # As along a line that lies, if the picture does.
    turned = watched(
        Observer(level),
        filmed(*(replace(each, spots=[turn(spot) for spot in each.spots]) for each in things)),
    )
    turn_of = {"left": "up", "right": "down"}
    assert [(each.frame, turn_of[each.direction or ""]) for each in events] == [
        (each.frame, each.direction) for each in turned
    ]


def flip(spot: Spot | None) -> Spot | None:
    return None if spot is None else (SIDE - spot[0], spot[1])


def turn(spot: Spot | None) -> Spot | None:
    return None if spot is None else (spot[1], spot[0])


@given(walks(), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_after_any_cut_what_is_restored_from_json_tells_the_same(things: list[Walk], cut: int):
    tracks = filmed(*things, frames=60)
    whole = Observer(SCENE, noon)
    events = watched(whole, tracks)
    first = Observer(SCENE, noon)
    before = watched(first, tracks[:cut])
    second = Observer(SCENE, noon)
    second.restore(json.loads(json.dumps(first.state())))
    assert second.state() == first.state()
    assert before + watched(second, tracks[cut:]) == events
    assert second.state() == whole.state()
    assert second.counts.to_json() == whole.counts.to_json()


@given(walks())
@settings(max_examples=30, deadline=None)
def test_counts_are_the_events_of_rules_that_only_count(things: list[Walk]):
    observer = Observer(SCENE, noon)
    events = watched(observer, filmed(*things))
    for place, ways in observer.counts.to_json().items():
        of_place = [event for event in events if event.rule == place]
        assert sum(n for kinds in ways.values() for n in kinds.values()) == len(of_place)


@pytest.mark.parametrize(
    "other",
    [scene_of([LINE]), replace(SCENE, alarms=SCENE.alarms[1:]), replace(SCENE, zones=(), alarms=())],
)
def test_a_state_of_another_scene_is_refused(other: Scene):
    with pytest.raises(UsageError, match="other lines, zones or rules") as caught:
        Observer(other, noon).restore(Observer(SCENE, noon).state())
    assert caught.value.code == "usage.resume"


def test_what_is_remembered_does_not_grow():
    observer = Observer(scene_of([LINE]))
    for at in range(3000):  # a new thing every frame, ten a second, each remembered for half a minute
        (one,) = filmed(Walk(at + 1, [(float(37 * at % SIDE), 300.0)]))
        observer.update(Tracks(one.tracked, at / 10, at, SIDE, SIDE))
    assert len(observer.state()["things"]) <= 302
