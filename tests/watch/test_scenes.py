"""The scenes that trackers and rules are tried on are what their scripts say."""

from __future__ import annotations

import pytest

from making_scenes import FLAWLESS, SCENES, Flaws, behind_a_pillar, crossing_paths, standing


def test_a_detector_without_flaws_finds_what_can_be_seen_where_it_is():
    for moment in behind_a_pillar().moments(FLAWLESS):
        seen = {each.box for each in moment.true.tracked if each.found}
        assert {each.box for each in moment.found.detections} == seen


def test_who_walks_behind_another_is_there_but_not_found():
    covered = [
        moment for moment in crossing_paths().moments() if not all(each.found for each in moment.true.tracked)
    ]
    assert covered
    assert all(len(moment.true.tracked) == 3 and len(moment.found) == 2 for moment in covered)


def test_a_hidden_thing_is_away_for_its_second():
    missing = [moment.seconds for moment in behind_a_pillar().moments() if not moment.true.tracked[0].found]
    assert (min(missing), max(missing)) == (3.0, 3.9)


@pytest.mark.parametrize("name", SCENES)
def test_a_seed_gives_the_same_scene_again(name: str):
    flaws = Flaws(0.05, 0.1, 0.1, 0.5, 0.1, 0.7, 0.2, 0.2)
    assert SCENES[name]().moments(flaws, 3) == SCENES[name]().moments(flaws, 3)
    assert SCENES[name]().moments(flaws, 3) != SCENES[name]().moments(flaws, 4)


def test_dropped_frames_leave_gaps_in_the_count_of_frames_and_time_runs_on():
    moments = standing().moments(Flaws(dropped=0.4, jitter=0.3))
    indexes, times = [each.index for each in moments], [each.seconds for each in moments]
    assert 90 < len(moments) < 150
    assert indexes == sorted(set(indexes))
    assert times == sorted(set(times))
    assert moments[-1].seconds > 19


def test_flaws_come_about_as_often_as_they_are_asked_for():
    moments = standing().moments(Flaws(missed=0.25, false_alarms=0.5))
    found = sum(len(each.found) for each in moments)
    assert found == pytest.approx(200 * 3 * 0.75 + 200 * 0.5, rel=0.1)
