"""What holds for a run on clips, from a folder of videos to a model that answers as it was trained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import huoyan
from huoyan.artifact.read import open_artifact
from huoyan.errors import UsageError
from huoyan.learn.job import Run
from huoyan.learn.restore import restore
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.runtimes import open_runtime, selftest_parity
from huoyan.tasks.clip import Clip
from making_clips import film, wander

QUIET: dict[str, Any] = {"beside": ("none",), "progress": False, "seed": 0, "threads": 1}
TINY: dict[str, Any] = {"epochs": 8, "batch": 8, "hidden": 16, "size": 32, "lr": 0.01}
EACH = 8


def videos(folder: Path) -> Path:
    """Patches that wander to the left and to the right: no frame tells which."""
    for way in ("left", "right"):
        for at in range(EACH):
            film(folder / way / f"{way}_{at}.avi", wander(way, n=10 + at, seed=at))
    return folder


@dataclass(frozen=True)
class Finished:
    data: Path
    run: Run


@pytest.fixture(scope="module", params=[{}, {"frames": 6}], ids=["stream", "whole"])
def finished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("clips")
    data = videos(folder / "data")
    run = huoyan.train(data, task="clip", out=folder / "run", stride=1, **TINY, **QUIET, **request.param)
    return Finished(data, run)


def test_the_task_of_a_run_on_clips_is_a_class_of_each(finished: Finished):
    manifest = open_artifact(finished.run.folder).manifest
    assert isinstance(manifest.task, Clip)
    assert manifest.labels == ("left", "right")
    assert manifest.clip is not None
    assert manifest.clip.shape == (8, 12, 2)
    assert bool(manifest.state) == manifest.clip.causal
    assert {*TRAIN_TASKS["clip"].outputs} == {*manifest.outputs}


def test_every_engine_answers_as_the_trained_network_did(finished: Finished):
    artifact = finished.run.artifact
    whole = [each for each in artifact.manifest.parity if each.precision == "fp32"]
    assert {each.engine for each in whole} >= {"onnxruntime"}
    assert all(each.passed and each.agreement == 1 for each in whole)
    assert selftest_parity(artifact, open_runtime(artifact, "onnxruntime")).passed


def test_the_network_in_torch_answers_as_the_shipped_graph(finished: Finished):
    import torch

    artifact = finished.run.artifact
    clips = np.random.default_rng(0).integers(0, 256, (2, 6, 8, 12, 2), dtype=np.uint8)
    with torch.inference_mode():
        trained = restore(artifact)(torch.from_numpy(clips))[:, -1].numpy()
    found = open_runtime(artifact, "onnxruntime").run(clips)["logits"]
    np.testing.assert_allclose(found, trained, atol=1e-4)


def test_the_way_is_learnt_that_no_frame_shows(finished: Finished):
    accuracy = finished.run.evaluation.score.metrics["accuracy"]
    assert finished.run.evaluation.score.n == 2
    assert accuracy.value == 1


def test_a_recipe_is_read_back_as_it_was_used(finished: Finished, tmp_path: Path):
    file = finished.run.folder / "recipe.toml"
    text = file.read_text("utf-8")
    assert "[clips]" in text
    assert "clip = 1.0" in text
    again = huoyan.train(finished.data, out=tmp_path / "again", recipe=file, progress=False)
    assert again.weights_sha256 == finished.run.weights_sha256


def test_what_is_of_pictures_is_refused_for_clips(tmp_path: Path):
    data = videos(tmp_path / "data")
    for strange in ({"model": "svm"}, {"model": "yolo"}, {"augment": "views"}, {"freeze": True}):
        with pytest.raises(UsageError) as caught:
            huoyan.train(data, task="clip", out=tmp_path / "run", **strange, **QUIET)
        assert caught.value.code == "usage.recipe"
