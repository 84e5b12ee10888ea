"""What holds for a run on clips, from a folder of videos to a model that answers as it was trained."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import huoyan
from huoyan.artifact.read import open_artifact
from huoyan.data.clips.load_clips import load_clips
from huoyan.data.dataset import Dataset
from huoyan.data.say import silent
from huoyan.errors import DataError, UsageError
from huoyan.learn.job import Run
from huoyan.learn.restore import restore
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.metrics.paired.difference import LEAST_GROUPS
from huoyan.runs.recipe_file import read_recipe
from huoyan.runtimes import open_runtime, selftest_parity
from huoyan.tasks.clip import Clip
from making_clips import film, wander, wanderings

QUIET: dict[str, Any] = {"beside": ("none",), "progress": False, "seed": 0, "threads": 1}
TINY: dict[str, Any] = {"epochs": 8, "batch": 8, "hidden": 16, "lr": 0.01}
FRAMES = {"size": 32, "stride": 1}
EACH = 8
SUFFIXES = (".avi", ".npy")


def ways(folder: Path) -> Path:
    return wanderings(folder, EACH)


def speeds(folder: Path) -> Path:
    """A table of patches that wander 3, 6 or 9 pixels a step to the left (less than 0) or to the right."""
    rows = []
    for at in range(24):
        way, times = ("left", "right")[at % 2], 1 + at // 2 % 3
        film(folder / f"{at}.avi", wander(way, n=12 * times, seed=at)[::times])
        split = "test" if at >= 12 else "val" if at >= 8 else "train"
        rows.append(f"{at}.avi,{3 * times * (1 if way == 'right' else -1)},{split}\n")
    (folder / "labels.csv").write_text("path,speed,split\n" + "".join(rows))
    return folder / "labels.csv"


def tones(folder: Path) -> Path:
    """A table of sequences of three numbers a row, the second of which goes up and down more or less fast."""
    folder.mkdir()
    rng, rows = np.random.default_rng(0), []
    for at in range(48):
        pace, steps = rng.uniform(0.05, 0.3), np.arange(rng.integers(20, 40))
        wave = 1000 * np.sin(2 * np.pi * pace * steps + rng.uniform(0, 6))
        values = np.stack([rng.normal(size=len(steps)), wave, np.full(len(steps), 7.0)], axis=1)
        np.save(folder / f"{at}.npy", values.astype(np.float32))
        rows.append(f"{at}.npy,{pace:.3f},{'test' if at % 4 == 0 else 'val' if at % 4 == 1 else 'train'}\n")
    (folder / "labels.csv").write_text("path,label,split\n" + "".join(rows))
    return folder / "labels.csv"


@dataclass(frozen=True)
class Case:
    """What is learnt, and how; figure: of the test part, and what it must reach (an error: stay below).

    step: the shape of what a network sees at once.
    """

    make: Callable[[Path], Path]
    choices: dict[str, Any]
    labels: tuple[str, ...]
    output: str
    figure: str
    bound: float
    step: tuple[int, ...] = (8, 12, 2)


WAYS = ("left", "right")
NUMBERS = {**FRAMES, "clip_labels": "numbers", "label_column": "speed", "epochs": 30}
RESIDUAL = {"widths": [16, 32, 32], "residual": True, "head": "avg"}
SHIFTED = {
    "over_time": "tsm",
    "model": "cnn",
    "options": RESIDUAL,
    "stride": 3,
    "size": 48,
    "lr": 0.004,
    "epochs": 25,
}
SLOW = ("tsm",)
CASES = {
    "stream": Case(ways, FRAMES, WAYS, "logits", "accuracy", 1.0),
    "whole": Case(ways, {**FRAMES, "frames": 6}, WAYS, "logits", "accuracy", 1.0),
    "numbers": Case(speeds, NUMBERS, ("speed",), "values", "mae", 4.0),
    "tsm": Case(lambda folder: wanderings(folder, 24), SHIFTED, WAYS, "logits", "accuracy", 1.0, (48, 48, 3)),
    "sequences": Case(tones, {"over_time": "lstm", "epochs": 40}, ("label",), "values", "mae", 0.06, (3,)),
}


@dataclass(frozen=True)
class Finished:
    case: Case
    data: Path
    run: Run


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in CASES],
)
def finished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder, case = tmp_path_factory.mktemp("clips"), CASES[request.param]
    data = case.make(folder / "data")
    given = {**TINY, **QUIET, **case.choices}
    return Finished(case, data, huoyan.train(data, task="clip", out=folder / "run", **given))


def test_the_task_of_a_run_on_clips_is_what_is_told_of_each(finished: Finished):
    manifest = open_artifact(finished.run.folder).manifest
    assert isinstance(manifest.task, Clip)
    assert manifest.labels == finished.case.labels
    assert manifest.clip is not None
    assert manifest.clip.shape == finished.case.step
    assert bool(manifest.state) == manifest.clip.causal
    recipe = read_recipe(finished.run.folder / "recipe.toml", {})[1]
    assert TRAIN_TASKS["clip"].outputs(recipe) == (*manifest.outputs,) == (finished.case.output,)


def test_every_engine_answers_as_the_trained_network_did(finished: Finished):
    artifact = finished.run.artifact
    whole = [each for each in artifact.manifest.parity if each.precision == "fp32"]
    assert {each.engine for each in whole} >= {"onnxruntime"}
    assert all(each.passed and each.agreement == 1 for each in whole)
    assert selftest_parity(artifact, open_runtime(artifact, "onnxruntime")).passed


def test_the_network_in_torch_answers_as_the_shipped_graph(finished: Finished):
    import torch

    artifact = finished.run.artifact
    clip, rng = artifact.manifest.clip, np.random.default_rng(0)
    assert clip is not None
    clips = rng.integers(0, 256, (2, 6, *clip.shape)).astype(clip.dtype)
    with torch.inference_mode():
        trained = restore(artifact)(torch.from_numpy(clips))[:, -1].numpy()
    found = open_runtime(artifact, "onnxruntime").run(clips)[finished.case.output]
    np.testing.assert_allclose(found, trained, atol=1e-4)


def test_what_no_frame_shows_is_learnt(finished: Finished):
    figure = finished.run.evaluation.score.metrics[finished.case.figure]
    assert figure.low <= figure.value <= figure.high
    assert figure.value == 1 if finished.case.figure == "accuracy" else figure.value < finished.case.bound


def test_the_last_answer_of_a_stream_is_that_of_the_clip(finished: Finished):
    predictor = huoyan.load(finished.run.folder)
    source = next(path for path in sorted(finished.data.parent.rglob("*")) if path.suffix in SUFFIXES)
    whole = predictor(source)
    if not finished.run.artifact.manifest.state:
        with pytest.raises(UsageError, match="seen the whole clip"):
            next(predictor.stream(source))
        return
    *_, last = predictor.stream(source)
    assert predictor.task.text(last.result, 1) == predictor.task.text(whole, 1)


def test_the_page_tells_the_figures_of_its_labels(finished: Finished):
    page = finished.run.report.read_text("utf-8")
    assert all(label in page for label in finished.case.labels)


def test_a_recipe_is_read_back_as_it_was_used(finished: Finished, tmp_path: Path):
    file = finished.run.folder / "recipe.toml"
    text = file.read_text("utf-8")
    assert "[clips]" in text
    assert "clip = 1.0" in text
    again = huoyan.train(finished.data, out=tmp_path / "again", recipe=file, progress=False)
    assert again.weights_sha256 == finished.run.weights_sha256


def test_what_is_of_pictures_is_refused_for_clips(tmp_path: Path):
    data = wanderings(tmp_path / "data", EACH)
    for strange in ({"model": "svm"}, {"model": "yolo"}, {"augment": "views"}, {"freeze": True}):
        with pytest.raises(UsageError) as caught:
            huoyan.train(data, task="clip", out=tmp_path / "run", **strange, **QUIET)
        assert caught.value.code == "usage.recipe"


def test_a_loss_of_the_other_kind_of_labels_is_refused_with_the_flag(tmp_path: Path):
    table = speeds(tmp_path / "data")
    with pytest.raises(UsageError, match="--clip-labels numbers"):
        huoyan.train(table, task="clip", out=tmp_path / "run", label_column="speed", loss="mse", **QUIET)
    numbers = {"label_column": "speed", "loss": "cross-entropy", "clip_labels": "numbers"}
    with pytest.raises(UsageError, match="--clip-labels classes"):
        huoyan.train(table, task="clip", out=tmp_path / "other", **numbers, **QUIET)


def test_what_is_of_pictures_is_refused_for_sequences_of_numbers(tmp_path: Path):
    table = tones(tmp_path / "data")
    for strange in ({"motion": "flow"}, {"model": "motion_cnn"}, {"size": 32}, {"pretrained": True}):
        with pytest.raises(UsageError, match="sequences of numbers") as caught:
            huoyan.train(table, task="clip", out=tmp_path / "run", **strange, **QUIET)
        assert caught.value.code == "usage.recipe"


def test_the_page_tells_what_time_gives_and_how_soon_a_class_is_told(finished: Finished):
    page = (finished.run.folder / "report.html").read_text("utf-8")
    metrics = json.loads((finished.run.folder / "metrics.json").read_text("utf-8"))
    clip, told = finished.run.artifact.manifest.clip, metrics["over_time"]
    assert clip is not None
    assert "the mean of frames" in page
    many = [] if finished.case is CASES["numbers"] else ["val"]  # an error has no interval on 4 clips
    assert [*many, "test"] == list(told["mean_of_frames"])
    assert all(each["figure"] == finished.case.figure for each in told["mean_of_frames"].values())
    soon = clip.causal and finished.case.output == "logits"
    assert ("How soon a clip is told" in page) == ("early" in told) == soon
    if soon:
        assert told["early"]["accuracy"][-1]["value"] == metrics["metrics"]["accuracy"]["value"]
        scored = Dataset("scored", finished.case.labels, finished.run.evaluation.samples)
        longest = max(each.seconds[-1] for each in load_clips(scored, clip).steps)
        assert told["early"]["seconds"][-1] == pytest.approx(longest, abs=1e-3)


def test_the_page_counts_clips_and_shows_them_as_strips(finished: Finished):
    page = (finished.run.folder / "report.html").read_text("utf-8")
    n = finished.run.evaluation.score.n
    assert f"{n} test clips" in page
    seen = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "pictures" not in seen.replace("pictures.safetensors", "")
    assert ('class="strip clips"' in seen) == (finished.case.output == "logits")


def test_a_clip_that_training_has_kept_is_scored_without_decoding(
    finished: Finished, monkeypatch: pytest.MonkeyPatch
):
    folder, before = finished.run.folder, finished.run.evaluation.score.metrics
    column = {name: finished.case.choices[name] for name in finished.case.choices if name == "label_column"}
    monkeypatch.setattr("huoyan.data.clips.clip_frames.clip_frames", None)
    score = huoyan.evaluate(folder, finished.data, engine="onnxruntime", say=silent, **column).score
    assert score.metrics == before


def test_runs_on_clips_are_compared_clip_by_clip(finished: Finished, tmp_path: Path):
    runs = [finished.run.folder, shutil.copytree(finished.run.folder, tmp_path / "other")]
    if finished.run.evaluation.score.n < LEAST_GROUPS:
        with pytest.raises(DataError, match="Give more clips"):
            huoyan.compare(runs, say=silent)
        return
    found = huoyan.compare(runs, say=silent, save=tmp_path / "page.html")
    assert (found.medium, found.n) == ("clips", finished.run.evaluation.score.n)
    assert f"test, {found.n} clips" in (tmp_path / "page.html").read_text("utf-8")
