"""One number a thing on scripted scenes, whatever is missed, covered, late or false."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

import pytest

from huoyan.errors import UsageError
from huoyan.metrics.tracking.summary import TrackingScore, tracking_score
from huoyan.results import Detection, Detections
from huoyan.watch.tracked import Tracks
from huoyan.watch.tracking import TRACKERS
from making_scenes import COMMON, FLAWLESS, SCENES, Flaws, Moment, crossing_paths, standing
from making_trajectories import trajectories_of

Box = tuple[float, float, float, float]
NAMES = sorted(TRACKERS)


def followed(name: str, moments: Iterable[Moment]) -> list[Tracks]:
    tracker = TRACKERS[name]()
    return [tracker.update(each.found, each.seconds, each.index) for each in moments]


def scored(name: str, moments: list[Moment]) -> TrackingScore:
    true = trajectories_of(each.true for each in moments)
    return tracking_score([(true, trajectories_of(followed(name, moments)))])


def seen(*things: tuple[str, float, Box]) -> Detections:
    return Detections(tuple(Detection(*each) for each in things), 400, 400)


def square(x: float, y: float = 100, side: float = 60) -> Box:
    return x, y, x + side, y + side


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scene", sorted(set(SCENES) - {"crowd"}))
def test_each_thing_of_a_scene_has_one_number_if_the_detector_is_flawless(scene: str, name: str):
    score = scored(name, SCENES[scene]().moments(FLAWLESS))
    assert score.tracks == score.things
    assert (score.counts["switched"], score.counts["false"]) == (0, 0)
    assert score.counts["missed"] <= score.things  # the frame in which each is seen first


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_who_cross_keep_their_numbers_with_a_common_detector(name: str, seed: int):
    score = scored(name, crossing_paths().moments(COMMON, seed))
    assert (score.tracks, score.counts["switched"], score.counts["false"]) == (3, 0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_flicker_ends_no_track(name: str):
    moments = standing().moments(Flaws(noise=0.03, missed=0.35), seed=1)
    assert len({each.number for tracks in followed(name, moments) for each in tracks.tracked}) == 3


@pytest.mark.parametrize("name", NAMES)
def test_frames_that_are_late_or_missing_change_no_number(name: str):
    moments = crossing_paths().moments(Flaws(dropped=0.4, jitter=0.3), seed=2)
    score = scored(name, moments)
    assert (score.tracks, score.counts["switched"]) == (3, 0)


@pytest.mark.parametrize("name", NAMES)
def test_seconds_count_and_not_frames_a_thing_that_is_away_for_long_is_another_one(name: str):
    tracker = TRACKERS[name]()
    for at in range(5):
        first = tracker.update(seen(("car", 0.9, square(100))), at / 10)
    assert tracker.update(seen(("car", 0.9, square(100))), 1.7).tracked[0].number == first.tracked[0].number
    tracker.update(seen(), 9.0)
    for at in range(5):
        later = tracker.update(seen(("car", 0.9, square(100))), 9.1 + at / 10)
    assert [each.number for each in later.tracked] == [first.tracked[0].number + 1]


@pytest.mark.parametrize("name", NAMES)
def test_a_thing_is_called_what_most_of_its_detections_say(name: str):
    tracker = TRACKERS[name]()
    for at, label in enumerate(["truck", "car", "car", "truck", "car", "car"]):
        tracks = tracker.update(seen((label, 0.8, square(100 + 4 * at))), at / 10)
    assert [(each.number, each.label, each.frames) for each in tracks.tracked] == [(1, "car", 6)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_found_under_two_names_is_one_thing(name: str):
    tracker = TRACKERS[name]()
    for at in range(4):
        tracks = tracker.update(seen(("car", 0.8, square(100)), ("truck", 0.6, square(101))), at / 10)
    assert [each.label for each in tracks.tracked] == ["car"]


@pytest.mark.parametrize("name", NAMES)
def test_a_false_alarm_of_one_frame_has_no_number_and_a_thing_that_is_away_is_only_expected(name: str):
    tracker = TRACKERS[name]()
    for at in range(8):
        tracks = tracker.update(seen(("car", 0.9, square(80 + 10 * at))), at / 10)
    tracks = tracker.update(seen(("car", 0.5, square(300, 300))), 0.8)
    (car,) = tracks.tracked
    assert (car.number, car.found, car.since, car.frames) == (1, False, 0.0, 8)
    assert car.box == pytest.approx(square(160), abs=4)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_found_very_surely_has_a_number_at_once(name: str):
    tracks = TRACKERS[name]().update(seen(("car", 0.9, square(100)), ("car", 0.5, square(200, 200))), 0.0)
    assert [(each.number, each.box) for each in tracks.tracked] == [(1, square(100))]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_missing_for_a_second_is_not_found_again_far_away(name: str):
    tracker = TRACKERS[name]()
    tracker.update(seen(("car", 0.9, square(20, 20, 30))), 0.0)
    tracks = tracker.update(seen(("car", 0.9, square(90, 90, 30))), 1.2)
    assert [(each.number, each.found) for each in tracks.tracked] == [(1, False), (2, True)]


@pytest.mark.parametrize("name", NAMES)
def test_what_left_the_picture_is_not_expected_any_longer(name: str):
    tracker = TRACKERS[name]()
    for at in range(6):
        tracker.update(seen(("car", 0.9, square(240 + 20 * at))), at / 10)
    assert len(tracker.update(seen(), 0.6).tracked) == 1
    assert tracker.update(seen(), 1.0).tracked == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("cut", [0, 1, 37, 120])
def test_a_tracker_goes_on_from_the_kept_state_of_another_as_that_one_would(name: str, cut: int):
    moments = SCENES["traffic"]().moments(COMMON, 4)
    whole, first, second = followed(name, moments), TRACKERS[name](), TRACKERS[name]()
    begun = [first.update(each.found, each.seconds, each.index) for each in moments[:cut]]
    second.restore(json.loads(json.dumps(first.state())))
    assert begun + [second.update(each.found, each.seconds, each.index) for each in moments[cut:]] == whole


@pytest.mark.parametrize("name", NAMES)
def test_time_that_goes_back_is_refused(name: str):
    tracker = TRACKERS[name]()
    tracker.update(seen(), 2.0, 20)
    with pytest.raises(UsageError, match=r"frame 21 is of second 1\.5, the one before of 2\.") as caught:
        tracker.update(seen(), 1.5, 21)
    assert caught.value.code == "usage.time"


def test_bytetrack_follows_what_is_found_faintly_but_begins_no_track_with_it():
    tracker = TRACKERS["bytetrack"]()
    for at in range(4):
        tracker.update(seen(("car", 0.9, square(100 + 5 * at))), at / 10)
    tracks = tracker.update(seen(("car", 0.15, square(120)), ("car", 0.2, square(300, 300))), 0.4)
    assert [(each.number, each.found, each.score) for each in tracks.tracked] == [(1, True, 0.15)]
    for at in range(5, 9):
        tracks = tracker.update(seen(("car", 0.2, square(300, 300))), at / 10)
    assert {each.number for each in tracks.tracked} == {1}


def test_ocsort_finds_again_what_stopped_while_it_was_hidden():
    tracker = TRACKERS["ocsort"]()
    for at in range(8):
        tracker.update(seen(("car", 0.9, square(20 + 15 * at))), at / 10)
    tracks = tracker.update(seen(("car", 0.9, square(140))), 1.6)  # expected at 240
    assert [(each.number, each.found) for each in tracks.tracked] == [(1, True)]


def test_without_scipy_the_install_command_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy.optimize", None)
    with pytest.raises(Exception, match=r'pip install "huoyan\[watch\]"'):
        TRACKERS["bytetrack"]().update(seen(), 0.0)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_of_later_than_it_began_is_told_once_where_that_was(name: str):
    tracker = TRACKERS[name]()
    unsure, sure = (("car", 0.5, square(10 * at)) for at in (0, 1)), ("car", 0.9, square(200, 300))
    first, second = unsure
    assert [each.first for each in tracker.update(seen(first, sure), 0.0).tracked] == [None]
    told = tracker.update(seen(second, sure), 0.1).tracked
    assert {each.box: each.first for each in told} == {square(10): square(0), square(200, 300): None}
    assert [each.first for each in tracker.update(seen(second, sure), 0.2).tracked] == [None, None]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("box", [
    (math.nan, 0.0, 9.0, 9.0), (0.0, 0.0, math.inf, 9.0), (9.0, 9.0, 5.0, 5.0), (5.0, 5.0, 5.0, 9.0),
    (1e308, 1e308, 1.7e308, 1.7e308),
])  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_a_box_that_is_none_is_nobody_and_disturbs_nobody(name: str, box: Box):
    tracker = TRACKERS[name]()
    for index in range(5):
        true = square(100.0 + index)
        tracks = tracker.update(seen(("thing", 0.95, box), ("thing", 0.9, true)), index / 10, index)
        assert [(each.number, each.found, each.box) for each in tracks.tracked] == [(1, True, true)]
