"""Finished runs joined: one graph that answers with their mean, scored beside them; and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import huoyan
from huoyan.artifact.manifest import Int8
from huoyan.artifact.read import open_artifact
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.artifact.write import write_artifact
from huoyan.cli import main
from huoyan.cli.terminal.flags import add_recipe_flags, parser, recipe_values
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.data.splitting.split_file import write_splits
from huoyan.errors import DataError, UsageError
from huoyan.learn.ensemble.members import averaging
from huoyan.runs.recipe import recipe_from
from huoyan.runs.recipe_file import read_recipe, write_recipe
from making import colour_artifact, photos, pictures, trained_on

OURS = WeightsOrigin(name="ours.pth", stated_by="card", licence="MIT")
THEIRS = WeightsOrigin(name="theirs.pth", stated_by="card", licence="CC-BY-4.0")
# What each member calls the brightest channel: the second is wrong of two colours.
MEMBERS = {
    "早 one": {"temperature": 2.0, "begun_from": (OURS,)},
    "two": {"labels": ("green", "red", "blue"), "gain": 5.0, "begun_from": (THEIRS, OURS)},
    "three": {"gain": 8.0, "temperature": 0.5},
}
Run = Callable[..., Path]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 pictures of three colours."""
    return photos(tmp_path_factory.mktemp("图 data"), range(100))


def divided(data: Path) -> Dataset:
    """By the last digit of its number a picture validates (6, 8) or tests (7, 9)."""
    read = read_dataset(data)
    parts = {"8": "val", "6": "val", "7": "test", "9": "test"}
    return replace(
        read,
        samples=tuple(replace(s, split=parts.get(Path(s.source).stem[-1], "train")) for s in read.samples),
    )


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of a name that says it was trained on `known`."""
    home = tmp_path_factory.mktemp("runs")

    def made(
        name: str, known: Dataset | None = None, recipe: dict[str, object] | None = None, **of: object
    ) -> Path:
        folder = home / name
        if not (folder / "recipe.toml").exists():
            dataset = divided(data) if known is None else known
            trained_on(dataset, folder / "model", **of)
            write_splits(folder / "splits.csv", dataset)
            choices = {
                "task": "classify",
                "imbalance": "none",
                "splits": str(folder / "splits.csv"),
                **(recipe or {}),
            }
            write_recipe(folder / "recipe.toml", recipe_from(choices), str(data))
        return folder

    return made


@pytest.fixture(scope="module")
def members(run: Run) -> list[Path]:
    return [run(name, **of) for name, of in MEMBERS.items()]


@pytest.fixture(scope="module")
def joined(members: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "joined"
    huoyan.train(ensemble=members, out=out, progress=False)
    return out


def test_the_model_answers_with_the_mean_of_its_members_probabilities(joined: Path, members: list[Path]):
    shown = pictures(7, seed=5)
    each = []
    for member in members:
        known = huoyan.load(member, engine="onnxruntime")
        found = known.task.probabilities(known.runtime.run(shown))
        each.append([[row[known.labels.index(name)] for name in ("blue", "green", "red")] for row in found])
    ours = huoyan.load(joined, engine="onnxruntime")
    assert ours.labels == ("blue", "green", "red")
    logits = ours.runtime.run(shown)["logits"]
    np.testing.assert_allclose(np.exp(logits), np.mean(each, axis=0), rtol=1e-4, atol=1e-7)


def test_it_is_a_run_as_any_other(joined: Path, members: list[Path], capsys: pytest.CaptureFixture[str]):
    manifest = open_artifact(joined).manifest
    assert manifest.network.name == "ensemble"
    assert [each["run"] for each in manifest.network.options["members"]] == list(MEMBERS)
    assert manifest.begun_from == (OURS, THEIRS)
    assert manifest.parity[0].passed
    assert manifest.parity[0].n == 20
    assert main(["verify", str(joined)]) == 0
    assert main(["evaluate", str(joined), str(joined.parent / "none")]) == 2
    capsys.readouterr()


def test_its_members_stand_beside_it_with_intervals(joined: Path):
    scores = json.loads((joined / "metrics.json").read_text("utf-8"))
    others = scores["others"]
    assert (scores["split"], scores["n"], others["kind"], others["n"]) == ("test", 20, "members", 20)
    assert [each["run"] for each in others["runs"]] == ["joined", *MEMBERS]
    assert others["runs"][0]["metrics"]["accuracy"] == scores["metrics"]["accuracy"]
    beside = {each["second"]: each for each in others["pairs"] if each["first"] == "joined"}
    assert beside["two"]["better"] == "joined"
    assert set(beside["two"]["differences"]) == {"accuracy", "log_loss"}
    page = (joined / "report.html").read_text("utf-8")
    assert "This model is 3 finished runs that answer as one" in page
    assert ">joined is better than two" in page


def test_its_data_and_their_split_are_those_of_the_first_run(
    joined: Path, members: list[Path], tmp_path: Path
):
    recipe = read_recipe(joined / "recipe.toml", {})[1]
    assert recipe.splits == str(members[0] / "splits.csv")
    assert (joined / "splits.csv").read_text("utf-8") == (members[0] / "splits.csv").read_text("utf-8")
    again = tmp_path / "again"
    assert main(["train", "--recipe", str(joined / "recipe.toml"), "--out", str(again), "--quiet"]) == 0
    assert (again / "model" / "model.onnx").read_bytes() == (joined / "model" / "model.onnx").read_bytes()


def test_the_command_line_takes_runs_in_a_row_and_parts_no_name_at_its_comma(
    members: list[Path], tmp_path: Path
):
    comma = tmp_path / "一, two"
    comma.symlink_to(members[1])
    given = [str(members[0]), str(comma), str(members[2] / "model")]
    flags = parser("train", ())
    flags.add_argument("data", nargs="?")
    add_recipe_flags(flags)
    for words in (["--ensemble", *given], ["--ensemble", ",".join(given)]):
        alone, before = flags.parse_args(words), flags.parse_args([*words, "photos"])
        assert [recipe_values(alone)["ensemble"], alone.data] == [given, None]
        assert [recipe_values(before)["ensemble"], before.data] == [given, "photos"]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"ensemble": ["早 one"]}, "1 run given; an ensemble joins two or more"),
        ({"ensemble": ["早 one", "two", "早 one"]}, "is given twice"),
        ({"model": "cnn"}, "--model cnn would have to be trained"),
        ({"epochs": 3, "lr": 0.1}, "epochs, lr: this is of a training"),
        ({"beside": ["plain"]}, "beside: this is of a training"),
        ({"teacher": "two"}, "teacher: this is of a training"),
        ({"task": "tags"}, "is a run of classify, and --task tags"),
        ({"ensemble": None, "model": "ensemble"}, "Name them: huoyan train --ensemble"),
    ],
)
def test_what_has_no_sense_without_a_training_is_refused(
    members: list[Path], tmp_path: Path, choices: dict[str, object], said: str
):
    home, asked = members[0].parent, choices.get("ensemble", list(MEMBERS))
    given = {**choices, "ensemble": asked and [home / name for name in asked]}
    with pytest.raises(UsageError, match=said) as caught:
        huoyan.train("no data", out=tmp_path / "out", progress=False, **given)
    assert caught.value.code == "usage.ensemble"
    assert not (tmp_path / "out").exists()


def refused(runs: list[Path], out: Path) -> UsageError | DataError:
    with pytest.raises((UsageError, DataError)) as caught:
        huoyan.train(ensemble=runs, out=out, progress=False)
    assert not (out / "model").exists()
    return caught.value


@pytest.mark.parametrize(
    ("name", "of", "said"),
    [
        ("several", {"multilabel": True}, "is a run of classify, several one of tags"),
        ("others", {"labels": ("red", "green", "grey")}, "only one of them knows blue, grey"),
        ("small", {"size": (8, 8)}, "height 16 and 8, width 16 and 8"),
    ],
)
def test_runs_whose_answers_have_no_mean_are_named(
    run: Run, members: list[Path], tmp_path: Path, name: str, of: dict[str, object], said: str
):
    error = refused([members[0], run(name, **of)], tmp_path / "out")
    assert said in str(error)
    assert error.code == "usage.ensemble"


def test_runs_for_other_mixes_of_classes_are_not_joined(run: Run, members: list[Path], tmp_path: Path):
    evened = run("evened", recipe={"imbalance": "sampling"}, gain=6.0)
    assert "evened: sampling" in str(refused([members[0], evened], tmp_path / "out"))


def test_a_run_that_learnt_what_another_one_is_tested_on_is_not_joined(
    run: Run, members: list[Path], data: Path, tmp_path: Path
):
    whole = divided(data)
    elsewhere = replace(
        whole,
        samples=tuple(replace(s, split="train" if s.split == "test" else s.split) for s in whole.samples),
    )
    error = refused([members[0], run("elsewhere", elsewhere, gain=6.0)], tmp_path / "out")
    assert error.code == "data.seen"
    assert "elsewhere was trained on 20 pictures that are in the test part here" in str(error)


def test_a_run_in_int8_is_joined_before_it_is_made_so(members: list[Path], tmp_path: Path):
    told = Int8(
        of="0" * 64, figure="accuracy", before=1.0, after=1.0, change=0.0, low=0.0, high=0.0, n=20,
        part="val", drop=0.0, max_drop=0.005, layers=1, share=1.0, left_float=(), pictures=60,
    )  # fmt: skip
    made = colour_artifact(tmp_path / "short" / "model", gain=6.0)
    write_artifact(
        made.folder,
        made.manifest.model_copy(update={"int8": told}),
        onnx=made.onnx.read_bytes(),
        weights=made.weights(),
        selftest=made.selftest(),
    )
    error = refused([members[0], tmp_path / "short"], tmp_path / "out")
    assert (error.code, "short is a model in int8" in str(error)) == ("usage.ensemble", True)


def test_one_model_in_two_folders_counts_once(members: list[Path], tmp_path: Path):
    shutil.copytree(members[0], tmp_path / "moved")
    error = refused([members[0], members[1], tmp_path / "moved"], tmp_path / "out")
    assert "早 one and moved are or hold the same model" in str(error)


def test_a_member_of_an_ensemble_counts_once(joined: Path, members: list[Path], tmp_path: Path):
    error = refused([joined, members[1]], tmp_path / "out")
    assert "joined and two are or hold the same model" in str(error)


def test_a_head_has_learnt_what_an_ensemble_is_calibrated_on(
    run: Run, members: list[Path], data: Path, tmp_path: Path
):
    whole = divided(data)
    refitted = replace(
        whole,
        samples=tuple(replace(s, split="train") if s.split == "val" else s for s in whole.samples),
    )
    error = refused([members[0], run("head", refitted, gain=6.0, network="svm")], tmp_path / "out")
    assert error.code == "data.seen"
    assert "head is a head, svm" in str(error)
    assert "20 pictures of the validation part here" in str(error)


def test_a_run_that_does_not_tell_its_pictures_is_not_joined(members: list[Path], tmp_path: Path):
    colour_artifact(tmp_path / "silent" / "model", gain=6.0)
    error = refused([members[0], tmp_path / "silent"], tmp_path / "out")
    assert "silent does not tell which pictures it was trained on" in str(error)


@pytest.mark.parametrize("task", ["detect", "clip", "anomaly"])
def test_answers_that_have_no_mean_are_refused_by_their_task(task: str):
    with pytest.raises(UsageError, match=f"several runs of {task} have no mean") as caught:
        averaging(task)
    assert "classify, tags, regress" in str(caught.value)


def test_what_only_a_member_has_learnt_from_scores_the_ensemble_no_more(
    run: Run, members: list[Path], data: Path, tmp_path: Path
):
    more, whole = read_dataset(photos(tmp_path / "more", range(6), seed=9)), divided(data)
    extra = [replace(sample, split="train", source=f"more/{sample.source}") for sample in more.samples]
    wide = run("wide", replace(whole, samples=(*whole.samples, *extra)), gain=6.0)
    huoyan.train(ensemble=[members[0], wide], out=tmp_path / "out", progress=False)
    with pytest.raises(DataError, match="trained on every picture") as caught:
        huoyan.evaluate(tmp_path / "out", tmp_path / "more", say=lambda said: None)
    assert caught.value.code == "data.seen"
