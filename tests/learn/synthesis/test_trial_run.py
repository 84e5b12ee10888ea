"""A whole training that measures first whether made pictures help."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.errors import TrainingError, UsageError
from huoyan.learn.job import Run
from huoyan.learn.run_start import is_done
from huoyan.learn.train import train
from huoyan.runs.events import Event, Said, Tried
from huoyan.runs.recipe import recipe_from
from huoyan.runs.recipe_file import read_recipe
from huoyan.runs.trial.arm_score import ArmScore, add_score

ARMS = ["nothing", "oversampling", "strong", "mixup", "gan"]
SHORT = {"synthesise_minutes": 0.05, "epochs": 1.0, "threads": 1, "beside": ("none",)}


def folder_of(place: Path, counts: dict[str, int]) -> Path:
    """Noisy pictures of 12 px, each class about a pattern of its own."""
    rng, patterns = (
        np.random.default_rng(0),
        np.random.default_rng(7).integers(40, 215, (len(counts), 12, 12)),
    )
    for at, (name, n) in enumerate(counts.items()):
        (place / name).mkdir(parents=True)
        for number in range(n):
            picture = (patterns[at] + rng.normal(0, 40, (12, 12))).clip(0, 255).astype(np.uint8)
            Image.fromarray(picture).save(place / name / f"{number:03}.png")
    return place


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("data") / "data", {"oak": 40, "elm": 40, "yew": 16})


def trained(data: Path, out: Path, heard: list[Event], resume: bool = False, **choices: Any) -> Run:
    recipe = recipe_from({"model": "cnn", "synthesise": "auto", **SHORT, **choices})
    return train(data, out=out, recipe=recipe, listen=heard.append, resume=resume)


class Killed(Exception):
    pass


def killed_after(n: int, data: Path, out: Path, **choices: Any) -> None:
    """The process ends in the middle of the trial, when `n` trainings are written down."""
    tried: list[Event] = []

    def listen(event: Event) -> None:
        if isinstance(event, Tried):
            tried.append(event)
            if len(tried) == n:
                raise Killed

    recipe = recipe_from({"model": "cnn", "synthesise": "auto", **SHORT, **choices})
    with pytest.raises(Killed):
        train(data, out=out, recipe=recipe, listen=listen)


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "synthesis" / "trial.jsonl").read_text().splitlines()]


def test_a_trial_that_is_too_short_is_said_and_written_down_and_keeps_nothing(data: Path, tmp_path: Path):
    out, heard = tmp_path / "run", []
    killed_after(3, data, out, synthesise_pairs=2)
    assert len(lines(out)) == 3
    run = trained(data, out, heard, resume=True, synthesise_pairs=2)
    written = lines(out)
    # What was there is not trained again.
    assert [(line["pair"], line["arm"]) for line in written] == [(p, arm) for p in range(2) for arm in ARMS]
    assert len([event for event in heard if isinstance(event, Tried)]) == 7
    # Training pictures alone, each on one side.
    training = sum(1 for line in (out / "splits.csv").read_text().splitlines() if line.endswith(",train"))
    assert {line["taught"] + line["answered"] for line in written} == {training}
    assert {line["steps"] for line in written} == {written[0]["steps"]}
    assert [line["made"] > 0 for line in written[:5]] == [False, False, False, False, True]
    found = json.loads((out / "metrics.json").read_text())["synthesis"]
    assert (found["kept"], found["why"], found["pairs"]) == (False, "few_pairs", 2)
    assert "left out" in " ".join(str(event.text) for event in heard if isinstance(event, Said))
    # The run has none of it, and a replay decides nothing.
    assert read_recipe(out / "recipe.toml", {})[1].values()["synthesise"] is None
    assert not (out / "made").exists()
    assert not list((out / "synthesis").glob("pair*"))
    page = run.report.read_text()
    assert "Do made pictures help?" in page
    assert "yew: made, and real" in page
    again: list[Event] = []
    recipe = read_recipe(out / "recipe.toml", {})[1]
    replay = train(data, out=tmp_path / "again", recipe=recipe, listen=again.append)
    assert not [event for event in again if isinstance(event, Tried)]
    assert replay.weights_sha256 == run.weights_sha256


def test_made_pictures_that_were_better_in_ten_divisions_train_the_run_and_its_replay(
    data: Path, tmp_path: Path
):
    out = tmp_path / "run"
    killed_after(1, data, out)
    name = lines(out)[0]["trial"]
    rng = np.random.default_rng(0)
    for pair in range(10):
        for arm in ARMS:
            right = (0.9 if arm == "gan" else 0.5) + rng.normal(0, 0.01)
            score = ArmScore(pair, arm, pair, 48, 0, 12, 9, right, {"yew": right}, 1.0)
            add_score(out / "synthesis" / "trial.jsonl", score, name)
    heard: list[Event] = []
    run = trained(data, out, heard, resume=True)
    assert not [event for event in heard if isinstance(event, Tried)]
    found = json.loads((out / "metrics.json").read_text())["synthesis"]
    assert found["kept"]
    assert found["figure"] == "short_recall"
    settled = read_recipe(out / "recipe.toml", {})[1].values()
    assert settled["synthesise"] == str(out / "synthesis" / "generator")
    assert settled["imbalance"] == "sampling"  # as it was measured
    made = list((out / "made").rglob("made-*.png"))
    assert made
    assert 'href="synthesis/generator/report.html"' in run.report.read_text()
    assert (out / "synthesis" / "generator" / "report.html").is_file()
    # The same recipe elsewhere: no trial, the same generator, the same pictures, the same weights.
    again: list[Event] = []
    replay = train(
        data, out=tmp_path / "again", recipe=read_recipe(out / "recipe.toml", {})[1], listen=again.append
    )
    assert not [event for event in again if isinstance(event, Tried)]
    assert replay.weights_sha256 == run.weights_sha256
    assert "synthesis" not in json.loads((tmp_path / "again" / "metrics.json").read_text())


def test_a_queue_that_calls_again_with_auto_is_answered_by_what_was_decided(data: Path, tmp_path: Path):
    out = tmp_path / "run"
    choices = {"model": "cnn", "synthesise": "auto", "synthesise_pairs": 2, **SHORT}
    first = huoyan.train(data, out=out, progress=False, resume="if-any", **choices)
    assert first.report.is_file()
    assert is_done(out, recipe_from(choices))


def test_classes_of_like_sizes_need_no_trial(tmp_path: Path):
    data, heard = folder_of(tmp_path / "data", {"oak": 20, "elm": 20}), []
    trained(data, tmp_path / "run", heard)
    assert "nothing to measure" in " ".join(str(event.text) for event in heard if isinstance(event, Said))
    assert not (tmp_path / "run" / "synthesis").exists()


def test_a_class_with_one_training_picture_cannot_be_measured_and_the_run_goes_on(tmp_path: Path):
    data, heard = folder_of(tmp_path / "data", {"oak": 30, "elm": 30, "yew": 1}), []
    run = trained(data, tmp_path / "run", heard)
    assert "only one" in " ".join(str(event.text) for event in heard if isinstance(event, Said))
    assert run.report.is_file()


def test_other_tasks_have_no_trial():
    with pytest.raises(UsageError, match="synthesise"):
        recipe_from({"task": "tags", "synthesise": "auto"})


def pressed_after(n: int, heard: list[Event]) -> Any:
    """Listens, and presses Ctrl-C when `n` trainings are written down."""

    def listen(event: Event) -> None:
        heard.append(event)
        if isinstance(event, Tried) and sum(isinstance(each, Tried) for each in heard) == n:
            signal.raise_signal(signal.SIGINT)

    return listen


def test_ctrl_c_ends_the_trial_and_the_run_trains_without_made_pictures(data: Path, tmp_path: Path):
    out, heard = tmp_path / "run", []
    recipe = recipe_from({"model": "cnn", "synthesise": "auto", **SHORT})
    run = train(data, out=out, recipe=recipe, listen=pressed_after(2, heard))
    assert run.stopped == "finished"
    assert len(lines(out)) == 2
    found = json.loads((out / "metrics.json").read_text())["synthesis"]
    assert (found["kept"], found["ended"], found["pairs"]) == (False, "interrupted", 0)
    assert "0 of 10 divisions" in " ".join(str(event.text) for event in heard if isinstance(event, Said))
    assert not list((out / "synthesis").glob("pair*"))


def test_a_run_that_pauses_goes_on_in_the_middle_of_its_trial(data: Path, tmp_path: Path):
    out, recipe = (
        tmp_path / "run",
        recipe_from({"model": "cnn", "synthesise": "auto", "synthesise_pairs": 2, **SHORT}),
    )
    with pytest.raises(TrainingError, match="paused") as caught:
        train(data, out=out, recipe=recipe, listen=pressed_after(4, []), resume="if-any")
    assert caught.value.code == "training.paused"
    assert read_recipe(out / "recipe.toml", {})[1].values()["synthesise"] == "auto"
    heard: list[Event] = []
    train(data, out=out, recipe=recipe, listen=heard.append, resume="if-any")
    assert sum(isinstance(event, Tried) for event in heard) == 6
