"""Each thing is counted once a direction, whatever a detector and a tracker get wrong on the way."""

from __future__ import annotations

import pytest

from huoyan.watch.rules.counts import CountsJson
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import scene_of
from huoyan.watch.tracked import Tracked, Tracks
from making_tracks import SIDE, Walk, down, filmed, said, watched

ACROSS = "gate=0,0.5,1,0.5"  # from edge to edge, at 512 of 1,024
SHORT = "gate=0.25,0.5,0.75,0.5"  # from 256 to 768
FLICKER = [(512.0, 512.0 + 9 * (-1) ** at) for at in range(60)]


def counted(*walks: Walk, line: str = ACROSS, fps: float = 10) -> CountsJson:
    observer = Observer(scene_of([line]))
    events = watched(observer, filmed(*walks, fps=fps))
    counts = observer.counts.to_json()["gate"]
    assert sum(n for kinds in counts.values() for n in kinds.values()) == len(events)
    return {way: kinds for way, kinds in counts.items() if kinds}


def test_one_that_walks_over_a_line_is_told_in_the_frame_in_which_it_is_beyond():
    observer = Observer(scene_of([ACROSS], alarms=["gate crosses person down"]))
    # 20 px a frame; the band is a tenth of the box of 100 px: 10 px beyond the line.
    events = watched(observer, filmed(Walk(7, down(400, 600, 11))))
    assert said(events) == [("gate", "down", 7), ("gate crosses person down", "down", 7)]
    first = events[0]
    assert (first.seconds, first.place, first.label, first.track) == (0.7, "gate", "person", 7)
    assert (first.what, first.confidence, first.box) == ("crosses", 0.75, (462, 490, 562, 590))
    assert observer.counts.to_json() == {"gate": {"up": {}, "down": {"person": 1}}}


def test_there_and_back_are_two_crossings_and_never_more():
    there = down(400, 620, 12)
    assert counted(Walk(1, there + there[::-1])) == {"up": {"person": 1}, "down": {"person": 1}}
    assert counted(Walk(1, there + there[::-1] + there)) == {"up": {"person": 1}, "down": {"person": 2}}


@pytest.mark.parametrize(
    ("name", "spots"),
    [
        ("standing on the line, with flicker", FLICKER),
        ("returning within the band", down(400, 521, 12) + down(521, 400, 12)),
        ("along the line, within the band", [(20.0 * at, 508 + 8 * (at % 2)) for at in range(50)]),
        ("along the line, beside it", [(20.0 * at, 480.0) for at in range(50)]),
        ("entering the picture beyond the line", down(560, 900, 20)),
        ("beginning on the line and leaving it", down(512, 800, 20)),
        ("not found where it would cross, and back", [*down(400, 480, 5), None, None, *down(480, 400, 5)]),
    ],
)
def test_what_does_not_cross_is_not_counted(name: str, spots: list[tuple[float, float] | None]):
    assert counted(Walk(1, spots)) == {}, name


@pytest.mark.parametrize(
    ("name", "spots"),
    [
        ("slow", down(480, 540, 300)),
        ("fast: over the line from one frame to the next", down(100, 1000, 4)),
        ("flicker on the line on the way", [*down(400, 500, 5), *FLICKER, *down(540, 640, 5)]),
        ("waiting on the line", [*down(400, 512, 5), *[(512, 512)] * 100, *down(512, 640, 5)]),
        ("hidden while it crosses", [*down(300, 480, 10), *[None] * 40, *down(560, 700, 10)]),
        ("two frames of three missed", [each for y in range(300, 700, 20) for each in ((9, y), None, None)]),
    ],
)  # fmt: skip
def test_what_crosses_is_counted_once(name: str, spots: list[tuple[float, float] | None]):
    assert counted(Walk(1, spots)) == {"down": {"person": 1}}, name


def test_only_the_piece_between_its_two_points_is_the_line():
    beside = down(300, 700, 20, x=900)
    assert counted(Walk(1, beside), line=SHORT) == {}
    # Through the line downward, round its end, and through it once more: it has not gone back over it.
    round_the_end = [*down(300, 700, 20), (900, 700), (900, 300), *down(300, 700, 20)]
    assert counted(Walk(1, round_the_end), line=SHORT) == {"down": {"person": 1}}
    # In the band it leaves the line past its end: it went through it all the same.
    assert counted(Walk(1, [*down(440, 516, 5, x=750), (790, 518), (790, 600)]), line=SHORT) == {
        "down": {"person": 1}
    }


def test_crossing_paths_are_counted_each_for_itself():
    walks = Walk(1, down(300, 700, 20, x=500)), Walk(2, down(700, 300, 20, x=520))
    assert counted(*walks) == {"up": {"person": 1}, "down": {"person": 1}}


def test_a_track_that_ends_before_the_line_goes_on_as_the_one_that_begins_behind_it():
    spots = down(300, 700, 41)  # 10 px a frame
    before, behind = Walk(1, spots[:20]), Walk(2, spots[24:], first=24)
    assert counted(before, behind) == {"down": {"person": 1}}
    # With the number that it has by then.
    observer = Observer(scene_of([ACROSS]))
    assert [event.track for event in watched(observer, filmed(before, behind))] == [2]


def test_a_number_that_changes_behind_the_line_counts_nobody_twice():
    spots = down(300, 700, 41)
    parts = Walk(1, spots[:24]), Walk(2, spots[24:30], first=24), Walk(3, spots[30:], first=30)
    assert counted(*parts) == {"down": {"person": 1}}


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("after more than a second", Walk(2, down(700, 800, 10), first=30)),
        ("far from where it was heading", Walk(2, down(540, 700, 20, x=800), first=21)),
        ("much larger", Walk(2, down(540, 700, 20), first=21, size=250)),
        ("still found itself", Walk(2, down(540, 700, 40), first=5)),
    ],
)
def test_another_thing_has_no_history(name: str, second: Walk):
    first = Walk(1, down(300, 490, 20))
    assert counted(first, second) == {}, name


def test_the_next_one_of_a_row_is_not_the_one_before():
    # 40 px a frame, 80 px apart; the first is lost just beyond the line, as the second begins before it.
    first = Walk(1, down(200, 560, 10))
    second = Walk(2, down(480, 800, 9), first=10)
    assert counted(first, second) == {"down": {"person": 2}}


def test_one_that_leaves_the_picture_hands_its_history_to_nobody():
    gone = Walk(1, [(512, 200.0 - 20 * at) for at in range(10)])
    comes = Walk(2, [(512, 40.0 + 20 * at) for at in range(40)], first=11)
    assert counted(gone, comes, line="gate=0,0.1,1,0.1") == {"up": {"person": 1}, "down": {"person": 1}}


def test_a_number_that_is_used_again_is_another_thing():
    first = Walk(1, down(300, 400, 20))
    again = Walk(1, down(700, 800, 20), first=60)
    assert counted(first, again) == {}


def test_a_thing_counts_only_once_it_has_been_followed_for_a_while():
    observer = Observer(scene_of([ACROSS], alarms=["gate crosses seen for 1 s"]))
    events = watched(observer, filmed(Walk(1, down(480, 780, 21))))
    assert said(events) == [("gate", "down", 3), ("gate crosses seen for 1 s", "down", 10)]
    short_lived = filmed(Walk(1, [(512, 480), (512, 560)]), frames=30)
    assert watched(Observer(scene_of([ACROSS])), short_lived) == []
    back_in_time = Walk(1, [(512, 480), (512, 540), (512, 480), *down(480, 400, 20)])
    assert watched(Observer(scene_of([ACROSS])), filmed(back_in_time, fps=30)) == []


def test_what_is_only_expected_somewhere_is_not_there():
    observer = Observer(scene_of([ACROSS]))
    events = []
    for at, tracks in enumerate(filmed(Walk(1, down(300, 700, 21)))):
        (one,) = tracks.tracked
        guessed = Tracked(one.number, one.label, one.score, one.box, one.since, one.frames, found=at < 8)
        events += observer.update(Tracks((guessed,), tracks.seconds, at, SIDE, SIDE))
    assert events == []


def test_a_rule_tells_of_its_kinds_and_its_direction_only():
    scene = scene_of([ACROSS], alarms=["gate crosses car,truck up"])
    walks = [
        Walk(number, down(*ends, 20, x=100 + 200 * number), label)
        for number, (label, ends) in enumerate(
            [("car", (700, 300)), ("car", (300, 700)), ("person", (700, 300)), ("truck", (700, 300))]
        )
    ]
    observer = Observer(scene)
    told = [event for event in watched(observer, filmed(*walks)) if event.rule != "gate"]
    assert [(event.label, event.direction) for event in told] == [("car", "up"), ("truck", "up")]
    assert observer.counts.to_json()["gate"] == {
        "up": {"car": 1, "person": 1, "truck": 1},
        "down": {"car": 1},
    }


def test_a_picture_that_changes_its_size_changes_no_side():
    observer = Observer(scene_of([ACROSS]))
    events = []
    for at, tracks in enumerate(filmed(Walk(1, down(300, 700, 21)))):
        (one,) = tracks.tracked
        scale = 0.5 if at >= 12 else 1
        xmin, ymin, xmax, ymax = (side * scale for side in one.box)
        small = Tracked(1, one.label, one.score, (xmin, ymin, xmax, ymax), one.since, one.frames)
        events += observer.update(
            Tracks((small,), tracks.seconds, at, round(SIDE * scale), round(SIDE * scale))
        )
    assert said(events) == [("gate", "down", 12)]


def test_a_line_that_is_crossed_before_a_thing_is_told_of_counts():
    observer = Observer(scene_of([ACROSS]))
    above, below = (462.0, 420.0, 562.0, 480.0), (462.0, 520.0, 562.0, 580.0)
    late = Tracked(1, "person", 0.9, below, since=0.0, frames=2, first=above)
    told = [observer.update(Tracks((late,), 0.1, 1, 1024, 1024))]
    again = Tracked(1, "person", 0.9, below, since=0.0, frames=3)
    told.append(observer.update(Tracks((again,), 0.2, 2, 1024, 1024)))
    assert [[(each.place, each.direction) for each in events] for events in told] == [[], [("gate", "down")]]
