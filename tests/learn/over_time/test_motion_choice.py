"""What a network is to see of clips, chosen by a quick look at those of training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from huoyan.clips import ClipPreprocess, Sampling
from huoyan.clips.motion import MotionName
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import ClipPicture
from huoyan.data.sample.truth import Numbers, OneLabel
from huoyan.learn.over_time.motion_choice import answerable, choose_motion, parts_of
from huoyan.learn.over_time.motion_plan import with_motion
from huoyan.learn.plan.look import look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import Plan, plan
from huoyan.preprocess import Preprocess
from huoyan.runs.events import no_listener
from huoyan.runs.recipe import recipe_from
from making_clips import film, wander

WAYS: dict[MotionName, ClipPreprocess] = {
    "frames": ClipPreprocess(Preprocess(32, 48)),
    "difference": ClipPreprocess(Preprocess(32, 48, colour="grey"), "difference"),
    "flow": ClipPreprocess(Preprocess(32, 48, colour="grey"), "flow", Sampling(), 4),
}
EACH = 6


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))


def clips(folder: Path, shown: Callable[[int, int], np.ndarray], group: bool = False) -> Dataset:
    """Of two classes EACH clips; `shown` gives the frames of one, by its class and number."""
    samples = []
    for label in (0, 1):
        for at in range(EACH):
            path = film(folder / f"{label}_{at}.avi", shown(label, at))
            name = f"scene {at // 3}" if group else None
            samples.append(Sample(path.name, OneLabel(label), ClipPicture(path), group=name))
    return Dataset("clips", ("one", "two"), tuple(samples))


def to_a_side(label: int, at: int) -> np.ndarray:
    return wander(("left", "right")[label], n=10 + at % 3, seed=at)


def by_light(label: int, at: int) -> np.ndarray:
    return wander(("left", "right")[at % 2], n=10, seed=at, light=(150, 250)[label], patch=40)


def test_what_moves_is_seen_where_no_frame_tells(tmp_path):
    found = choose_motion(clips(tmp_path, to_a_side), WAYS)
    assert found is not None
    assert found.motion == "flow"
    assert found.because.startswith("told by a quick look at 12 training clips, each group by the others")


def test_frames_are_seen_where_they_tell_as_much(tmp_path):
    found = choose_motion(clips(tmp_path, by_light, group=True), WAYS)
    assert found is not None
    assert found.motion == "frames"
    assert "(2 groups): flow 50.0%, frames 100.0%" in found.because


def test_nothing_is_chosen_where_no_motion_tells_more_than_guessing(tmp_path):
    assert choose_motion(clips(tmp_path, lambda label, at: wander("still", seed=at)), WAYS) is None


def test_a_class_of_one_group_is_not_looked_at(tmp_path):
    data = clips(tmp_path, to_a_side)
    assert answerable(data)
    alone = [*data.samples[:EACH], data.samples[EACH]]
    assert not answerable(Dataset("clips", data.classes, tuple(alone)))


def test_numbers_of_clips_are_looked_at_by_the_share_of_their_variance(tmp_path):
    data = clips(tmp_path, by_light)
    lights = [Sample(x.source, Numbers((1.0 + 2 * x.labels[0],)), x.picture) for x in data.samples]
    found = choose_motion(Dataset("clips", ("light",), tuple(lights), "numbers"), WAYS)
    assert found is not None
    assert found.motion == "frames"
    assert "flow -" in found.because  # which is worse than saying the mean


def test_parts_of_a_clip_are_the_means_of_equal_parts_of_time_and_sides():
    steps = np.random.default_rng(0).integers(0, 256, (16, 12, 18, 2), dtype=np.uint8)
    slow = [
        steps[2 * t : 2 * t + 2, 2 * y : 2 * y + 2, 3 * x : 3 * x + 3, c].mean()
        for t in range(8)
        for y in range(6)
        for x in range(6)
        for c in range(2)
    ]
    np.testing.assert_allclose(parts_of(steps), slow, rtol=1e-5)


def test_a_clip_of_fewer_steps_than_parts_is_stretched():
    steps = np.repeat(np.array([10, 30], np.uint8)[:, None, None, None], 4, axis=2)
    np.testing.assert_allclose(parts_of(steps).reshape(8, 4)[:, 0], [10, 10, 10, 10, 30, 30, 30, 30])


def plan_of(data: Dataset, **asked: object) -> Plan:
    recipe = recipe_from({"task": "clip", **asked})
    return plan(recipe, look(data, 0), name="clips", machine=Machine(False, 1, 1))


@pytest.mark.parametrize("asked", [{"motion": "difference"}, {"model": "cnn"}, {"pretrained": True}])
def test_what_was_asked_for_is_never_looked_at(tmp_path, asked):
    data = clips(tmp_path, to_a_side)
    settled, never = plan_of(data, **asked), pytest.fail
    recipe = recipe_from({"task": "clip", **asked})
    assert with_motion(settled, recipe, data, never, no_listener) is settled


@pytest.mark.parametrize(("asked", "motion"), [({}, "frames"), ({"cell": 4}, "flow")])
def test_the_plan_says_what_was_chosen_of_what_goes_with_all_that_was_asked_for(tmp_path, asked, motion):
    """A cell is of a flow only."""
    data, recipe = clips(tmp_path, by_light), recipe_from({"task": "clip", "size": 32, **asked})
    settled = plan_of(data, size=32, **asked)
    found = with_motion(
        settled, recipe, data, lambda each: plan_of(data, size=32, motion=each, **asked), no_listener
    )
    assert found.recipe.values()["motion"] == motion
    looked = found.choices[0].startswith("motion frames: told by a quick look at 12 training clips")
    assert looked == (motion == "frames")
