"""R-CNN from a handful of pictures: trained, shipped, proven, and what it says where it cannot be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import huoyan
from huoyan.artifact.read import open_artifact
from huoyan.embed import backbone_of
from huoyan.errors import EngineError, HuoyanError, MissingExtra, NetworkError, UsageError
from huoyan.export import export
from huoyan.images.draw import encode_png
from huoyan.images.proposals import segments
from huoyan.learn.features.classical import classical
from huoyan.learn.job import Run
from huoyan.learn.rcnn.options import RegionOptions
from huoyan.learn.rcnn.region_features import Described, described_regions
from huoyan.learn.train import train
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import recipe_from
from huoyan.runtimes import ENGINES, open_runtime, selftest_parity
from making import photos
from things import CLASSES, things

ENGINES_HERE = [name for name, engine in ENGINES.items() if engine.installed]
# Regions of small pictures are few, and the finest of them are not needed.
ASKED: dict[str, Any] = {
    "task": "detect",
    "model": "rcnn",
    "features": "hog+colour",
    "options": {"side": 32, "regions": 60},
    "threads": 1,
}


def learnt(out: Path, **choices: Any) -> Run:
    return train(things(), out=out, recipe=recipe_from({**ASKED, **choices}))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return learnt(tmp_path_factory.mktemp("rcnn") / "run")


def test_things_are_found_from_twenty_pictures(run: Run):
    assert run.evaluation.score.metrics["ap50"].value > 0.6


def test_a_prediction_says_what_each_thing_is_and_where_it_lies(run: Run):
    sample = things().samples[3]
    found = huoyan.load(run.folder)(sample.pixels)
    surest = found.detections[0]
    alike = [box.xyxy for box in sample.truth.boxes if CLASSES[box.index] == surest.label]
    assert np.abs(np.array(alike) - surest.box).max(axis=1).min() < 4


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_every_engine_answers_as_the_trained_model(run: Run, engine: str):
    parity = selftest_parity(run.artifact, open_runtime(run.artifact, engine, precision="fp32"))
    assert parity.passed
    assert parity.n == 10


def test_it_is_verified_exported_and_reported_as_every_model(run: Run, tmp_path: Path):
    assert huoyan.verify(run.folder).ok
    assert export(run.artifact, "onnx", tmp_path / "onnx").parity.passed
    assert "rcnn" in run.report.read_text(encoding="utf-8")


def test_the_recipe_has_what_was_chosen_and_trains_the_same_model_again(run: Run, tmp_path: Path):
    options = open_artifact(run.folder).manifest.network.options
    assert options["positive"] in (1.0, 0.5)
    chosen = {name: value for name, value in options.items() if name != "features"}
    again = learnt(tmp_path / "run", options=chosen)
    assert again.evaluation.score.metrics["ap50"] == run.evaluation.score.metrics["ap50"]


def test_a_picture_without_regions_has_no_rows_but_all_columns():
    regions = RegionOptions(side=32, regions=60).to_regions()
    graph = classical(["hog", "colour"], Preprocess(32, 32))

    def described(side: int) -> Described:
        pictures = np.zeros((1, side, side, 3), np.uint8)
        (found,) = described_regions(
            pictures,
            [np.empty((0, 4))],
            regions,
            graph,
            threads=1,
            progress=lambda done: None,
            interrupted=lambda: False,
        )
        return found

    none, one = described(4), described(64)
    assert (len(none.boxes), len(one.boxes)) == (0, 1)
    assert none.features.shape == (0, one.features.shape[1])


def test_the_same_recipe_gives_the_same_weights(run: Run, tmp_path: Path):
    assert learnt(tmp_path / "run").weights_sha256 == run.weights_sha256


def test_predicting_does_not_load_torch(run: Run, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(encode_png(things().samples[3].pixels))
    code = (
        "import sys, huoyan\n"
        "answers = list(huoyan.load(sys.argv[1]).predict(sys.argv[2]))\n"
        "print(len(answers[0].result.detections) > 0, 'torch' in sys.modules)"
    )
    given = [sys.executable, "-c", code, str(run.folder), str(tmp_path / "a.png")]
    done = subprocess.run(given, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.split() == ["True", "False"], done.stderr


@pytest.mark.parametrize(
    ("choices", "error", "says"),
    [
        ({"epochs": 3}, UsageError, "epochs"),
        ({"mosaic": 0.5}, UsageError, "mosaic"),
        ({"colour": "grey"}, UsageError, "colour"),
        ({"options": {"sides": 32}}, NetworkError, "side"),
        ({"options": {"positive": 0.1}}, NetworkError, "0.3 to 1"),
        ({"features": None, "weights": "some.pth"}, HuoyanError, "some.pth"),
        ({"features": "hog+nothing_known"}, UsageError, "nothing_known"),
    ],
)
def test_a_choice_that_it_does_not_have_is_refused(
    choices: dict[str, Any], error: type[HuoyanError], says: str, tmp_path: Path
):
    with pytest.raises(error, match=says):
        learnt(tmp_path / "run", **choices)


def test_data_without_boxes_are_for_another_model(shapes_folder: Path, tmp_path: Path):
    with pytest.raises(UsageError, match="boxes"):
        train(shapes_folder, out=tmp_path / "run", recipe=recipe_from({"model": "rcnn"}))


@pytest.fixture
def shapes_folder(tmp_path: Path) -> Path:
    return photos(tmp_path / "photos", range(30))


def test_a_missing_scikit_image_is_said_before_pictures_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(segments, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"huoyan\[rcnn\]"):
        learnt(tmp_path / "run")


def test_it_is_no_backbone_of_whole_pictures(run: Run):
    with pytest.raises(EngineError, match="regions"):
        backbone_of(run.artifact)
