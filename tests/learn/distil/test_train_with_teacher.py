"""A training with a teacher from data to report, and the teachers that may not teach."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch

import huoyan
from huoyan.artifact.read import open_artifact
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256
from huoyan.data.open import read_dataset
from huoyan.errors import DataError, HuoyanError, TrainingError, UsageError
from huoyan.learn.distil.plain_answers import with_plain_answers
from huoyan.learn.distil.same_teacher import check_same_teacher, teacher_sha256
from huoyan.learn.distil.teacher_check import check_teacher
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.train import train
from huoyan.runs.events import Phase, Said
from huoyan.runs.recipe import recipe_from
from huoyan.runs.recipe_file import read_origin, read_recipe
from huoyan.runs.run_folder import RunFolder
from making import LABELS, colour_artifact, photos, pictures, trained_on

SMALL = {
    "model": "cnn", "options": {"widths": [4]}, "epochs": 1, "size": 16, "fit": "squash", "threads": 1,
    "device": "cpu", "colour": "rgb",
}  # fmt: skip
LENT = WeightsOrigin(name="lent.pth", stated_by="card", licence="CC-BY-NC-4.0")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """By the last digit of its number a picture validates (6, 8) or tests (7, 9)."""
    read = read_dataset(photos(tmp_path_factory.mktemp("图 data"), range(100)))
    parts = {"8": "val", "6": "val", "7": "test", "9": "test"}
    samples = (replace(s, split=parts.get(Path(s.source).stem[-1], "train")) for s in read.samples)
    return replace(read, samples=tuple(samples))


@pytest.fixture(scope="module")
def teacher(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "老师"
    trained_on(data, folder / "model", labels=("red", "green", "blue"), begun_from=(LENT,))
    return folder


@pytest.fixture(scope="module")
def student(data: Dataset, teacher: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "student"
    huoyan.train(data, teacher=teacher, out=out, progress=False, **SMALL)
    return out


def test_what_was_decided_about_the_teacher_is_in_the_recipe(student: Path, teacher: Path):
    choices = read_recipe(student / "recipe.toml", {})[1].values()
    assert choices["teacher"] == str(teacher)
    assert (choices["distil_on"], choices["distil_temperature"], choices["distil_weight"]) == (
        "views",
        2.0,
        0.9,
    )
    assert choices["label_smoothing"] == 0


def test_teacher_and_student_stand_side_by_side(student: Path):
    others = json.loads((student / "metrics.json").read_text("utf-8"))["others"]
    assert (others["kind"], others["n"]) == ("teacher", 20)
    ours, teachers = others["runs"]
    assert (ours["run"], teachers["run"]) == ("student", "老师")
    assert teachers["metrics"]["accuracy"]["value"] == 1
    assert ours["bytes"] != teachers["bytes"]
    assert ours["milliseconds"] > 0
    page = (student / "report.html").read_text("utf-8")
    assert "has learnt the answers of another run beside the labels" in page


def test_terms_of_the_teachers_weights_go_on_to_the_student(student: Path):
    assert open_artifact(student).manifest.begun_from == (LENT,)


def test_the_model_and_its_recipe_tell_who_taught_it(student: Path, teacher: Path):
    told = open_artifact(teacher).manifest.sha256
    assert open_artifact(student).manifest.provenance.teacher == told
    assert read_origin(student / "recipe.toml").teacher_sha256 == told


def test_a_run_goes_on_with_no_other_teacher(student: Path, tmp_path: Path):
    begun = read_origin(student / "recipe.toml")
    colour_artifact(tmp_path / "other", gain=5.0)
    other = teacher_sha256(recipe_from({"task": "classify", "teacher": str(tmp_path / "other")}))
    with pytest.raises(TrainingError, match="began with another teacher") as caught:
        check_same_teacher(other, begun, RunFolder(student))
    assert caught.value.code == "training.resume"
    check_same_teacher(begun.teacher_sha256, begun, RunFolder(student))


def test_a_teacher_that_is_gone_at_the_end_costs_the_comparison_alone(data: Dataset, tmp_path: Path):
    trained_on(data, tmp_path / "gone" / "model")
    said: list[str] = []

    def listen(event: object) -> None:
        if isinstance(event, Phase) and event.name.key == "phase.exporting":
            shutil.rmtree(tmp_path / "gone")
        if isinstance(event, Said):
            said.append(str(event.text))

    choices = {"task": "classify", **SMALL, "teacher": str(tmp_path / "gone")}
    train(data, out=tmp_path / "out", recipe=recipe_from(choices), listen=listen)
    assert "others" not in json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))
    assert any("not set beside" in each and "gone does not exist" in each for each in said)


def test_a_teacher_that_sees_other_pictures_answers_once_for_each(data: Dataset, tmp_path: Path):
    artifact = colour_artifact(tmp_path / "larger", size=(24, 24), temperature=2.0)
    choices = {
        "teacher": str(tmp_path / "larger"),
        "distil_temperature": 3.0,
        "distil_on": "plain",
        "threads": 1,
    }
    recipe = recipe_from({"task": "classify", **choices})
    train = data.split("train").take(range(5))
    found = with_plain_answers(torch.from_numpy(train.targets()), recipe, train, ALONE, lambda event: None)
    assert found[:, :3].argmax(1).tolist() == train.targets().tolist()
    model = huoyan.load(artifact.folder, engine="onnxruntime")
    for row, sample in zip(found.numpy(), train.samples, strict=True):
        logits = model.runtime.run(model.prepare(sample.path).pixels[None])["logits"][0].astype(float)
        powers = np.exp(logits / 6)
        expected = dict(zip(LABELS, powers / powers.sum(), strict=True))
        np.testing.assert_allclose(
            row[3:], [expected[name] for name in data.classes], atol=0.02
        )  # the teacher's engine may be bf16


def refused(data: Dataset, out: Path, **choices: object) -> HuoyanError:
    with pytest.raises(HuoyanError) as caught:
        huoyan.train(data, out=out, progress=False, **{**SMALL, **choices})
    assert not (out / "model").exists()
    return caught.value


def test_a_teacher_that_has_seen_what_is_tested_is_refused(data: Dataset, tmp_path: Path):
    seen = replace(data, samples=tuple(replace(s, split="train") for s in data.samples if s.split != "val"))
    trained_on(seen, tmp_path / "knowing" / "model")
    error = refused(data, tmp_path / "out", teacher=tmp_path / "knowing")
    assert isinstance(error, DataError)
    assert error.code == "data.seen"
    assert "was trained on 20 pictures that are in the test part here" in str(error)


def test_a_teacher_that_has_seen_validation_too_teaches_and_that_is_said(data: Dataset, tmp_path: Path):
    """As a head does once it is chosen. Where validation is all that scores, it is refused."""
    seen = replace(data, samples=tuple(replace(s, split="train") for s in data.samples if s.split != "test"))
    trained_on(seen, tmp_path / "head" / "model")
    recipe = recipe_from({"task": "classify", "teacher": str(tmp_path / "head")})
    said: list[str] = []

    class Job:
        together: ClassVar[dict[str, int]] = {}
        contents_of = staticmethod(contents_sha256)

    def tell(event: Said) -> None:
        said.append(str(event.text))

    check_teacher(Job(), data, recipe, tell)
    assert "has learnt from 20 pictures of the validation part here, too" in said[0]
    untested = data.keep(lambda sample: sample.split != "test")
    with pytest.raises(DataError, match="20 pictures that are in the val part"):
        check_teacher(Job(), untested, recipe, tell)


@pytest.mark.parametrize(
    ("of", "choices", "code", "said"),
    [
        (
            {"multilabel": True},
            {},
            "usage.teacher",
            "is a model of tags; a teacher has to be one of classify",
        ),
        ({"labels": ("red", "green")}, {}, "usage.teacher", "only one of them knows blue"),
        ({"size": (8, 8)}, {"distil_on": "views"}, "usage.recipe", "sees them otherwise (height, width)"),
        (
            {},
            {"model": "ridge", "options": {}, "epochs": None},
            "usage.recipe",
            "--model ridge learns in no steps",
        ),
    ],
)
def test_a_teacher_that_cannot_teach_here_is_refused(
    data: Dataset, tmp_path: Path, of: dict[str, object], choices: dict[str, object], code: str, said: str
):
    colour_artifact(tmp_path / "teacher", **of)
    error = refused(data, tmp_path / "out", teacher=tmp_path / "teacher", **choices)
    assert isinstance(error, UsageError)
    assert (error.code, said in str(error)) == (code, True), str(error)


def test_choices_of_a_teacher_without_one_are_refused(data: Dataset, tmp_path: Path):
    error = refused(data, tmp_path / "out", distil_weight=0.5)
    assert "distil_weight: this says how a teacher is learnt from, and none is named" in str(error)


def test_a_teacher_in_a_tags_training_is_refused(data: Dataset, tmp_path: Path):
    assert "teacher" in str(refused(data, tmp_path / "out", task="tags", teacher=tmp_path))


def test_pictures_of_the_self_test_are_those_of_training(student: Path):
    """The model takes raw pixels, and nothing of the teacher."""
    manifest = open_artifact(student).manifest
    assert manifest.labels == ("blue", "green", "red")
    assert list(manifest.outputs) == ["logits"]
    answered = huoyan.load(student, engine="onnxruntime").runtime.run(pictures(3))["logits"]
    assert answered.shape == (3, 3)
