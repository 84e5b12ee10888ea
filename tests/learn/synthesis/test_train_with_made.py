"""A training with made pictures from the command line, and what comes after: replay, resume, scoring."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.artifact.picture_keys import PictureKeys
from huoyan.artifact.read import open_artifact
from huoyan.cli import main
from huoyan.data.fingerprint import contents_sha256
from huoyan.learn.feed.opened_data import open_material
from huoyan.runs.recipe import recipe_from
from making_generators import small_generator

CALL = ("--model", "ridge", "--features", "colour", "--threads", "1", "--quiet")
COUNTS = {"猫": 30, "cat b": 30, "dog": 8}
# In training there are 22, 22 and 4 of them.
REAL, MADE = 48, 18


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("图片 of pets")
    rng = np.random.default_rng(0)
    for at, (name, n) in enumerate(COUNTS.items()):
        (folder / name).mkdir()
        for number in range(n):
            pixels = rng.integers(0, 80, (12, 12, 3), np.uint8)
            pixels[..., at] += 150
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def generator(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It has learnt from the training part as a training divides it."""
    run = tmp_path_factory.mktemp("生成 run")
    divided = open_material(
        data, recipe_from({"task": "classify"}), lambda text: None, lambda event: None
    ).dataset
    seen = divided.keep(lambda sample: sample.split != "test")
    keys = PictureKeys.of(seen, contents_sha256(seen))
    small_generator(run, classes=tuple(sorted(COUNTS)), pictures=keys)
    return run


@pytest.fixture(scope="module")
def run(data: Path, generator: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "with made"
    assert main(["train", str(data), "--synthesise", str(generator), "--out", str(out), *CALL]) == 0
    return out


def made_files(run: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((run / "made").rglob("*.png"))}


def test_the_run_folder_says_what_was_made_for_it(run: Path):
    assert len(made_files(run)) == MADE
    with (run / "splits.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["made"] == "yes"]
    assert {row["split"] for row in rows} == {"train"}
    assert len(rows) == MADE
    provenance = open_artifact(run).manifest.provenance
    assert (provenance.made, provenance.counts["train"]) == (MADE, REAL + MADE)
    page = (run / "report.html").read_text("utf-8")
    assert f"training, made {MADE}" in page
    assert f"{MADE} made pictures train beside {REAL} real ones (dog {MADE})" in page


def test_the_score_is_of_real_pictures_and_the_same_again(run: Path, data: Path, capsys):
    metrics = json.loads((run / "metrics.json").read_text("utf-8"))
    assert main(["evaluate", str(run), str(data), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["split"], again["n"], again["metrics"]) == ("test", metrics["n"], metrics["metrics"])
    assert metrics["n"] == 10


def test_pictures_that_were_made_for_a_run_are_no_test_of_it(run: Path, tmp_path: Path, capsys):
    shutil.copytree(run / "made" / "dog", tmp_path / "new" / "dog")
    for file in (tmp_path / "new" / "dog").iterdir():
        with Image.open(file) as opened:
            opened.copy().save(tmp_path / f"{file.stem}.bmp")  # without its mark
    assert main(["evaluate", str(run), str(tmp_path / "new")]) == 2
    assert "nothing real is left" in capsys.readouterr().err


def test_a_replay_makes_the_same_pictures_and_the_same_model(run: Path, data: Path, tmp_path: Path):
    call = ["train", "--recipe", str(run / "recipe.toml"), "--out", str(tmp_path / "again"), "--quiet"]
    assert main(call) == 0
    assert made_files(tmp_path / "again") == made_files(run)
    assert open_artifact(tmp_path / "again").manifest.provenance.weights == (
        open_artifact(run).manifest.provenance.weights
    )


def test_the_split_of_such_a_run_serves_a_training_without(run: Path, data: Path, tmp_path: Path):
    call = ["train", str(data), "--splits", str(run / "splits.csv"), "--out", str(tmp_path / "plain"), *CALL]
    assert main(call) == 0
    assert open_artifact(tmp_path / "plain").manifest.provenance.made == 0


def test_other_tasks_and_what_is_no_generator_are_refused_with_words(data, run, tmp_path, capsys):
    for task, given, told in (
        ("tags", "x", "synthesise"),
        ("classify", str(tmp_path / "nowhere"), "There is no"),
        ("classify", str(run), "recogniser"),
    ):
        call = ["train", str(data), "--task", task, "--synthesise", given, "--out", str(tmp_path / "run")]
        assert main([*call, *CALL]) == 2
        assert told in capsys.readouterr().err
        assert not (tmp_path / "run").exists()


def test_another_seed_than_the_generators_is_refused(data: Path, generator: Path, tmp_path: Path, capsys):
    call = ["train", str(data), "--synthesise", str(generator), "--seed", "5", "--out", str(tmp_path / "run")]
    assert main([*call, *CALL]) == 2
    assert "has seen pictures of the" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_python_takes_the_choice_too(data: Path, generator: Path, tmp_path: Path):
    found = huoyan.train(
        data, synthesise=generator, out=tmp_path / "run", model="ridge", features="colour", progress=False
    )
    assert found.artifact.manifest.provenance.made == MADE


NETWORK = (
    "--model",
    "cnn",
    "--option",
    "widths=8",
    "--size",
    "8",
    "--epochs",
    "40",
    "--batch",
    "8",
    "--quiet",
)


def test_a_killed_run_goes_on_with_its_made_pictures_though_the_generator_is_gone(
    data: Path, generator: Path, tmp_path: Path
):
    moved, out = tmp_path / "generator", tmp_path / "cut off"
    shutil.copytree(generator, moved)
    call = [sys.executable, "-m", "huoyan", "train", str(data), "--synthesise", str(moved), "--out", str(out)]
    process = subprocess.Popen([*call, *NETWORK, "--checkpoint-s", "0"], stderr=subprocess.PIPE)
    end = time.monotonic() + 120
    while not list((out / "checkpoints").glob("step-*")):
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    shutil.rmtree(moved)
    before = made_files(out)
    assert main(["train", "--resume", "--out", str(out), "--quiet"]) == 0
    assert made_files(out) == before
    assert open_artifact(out).manifest.provenance.made == MADE


def test_a_run_that_was_killed_while_it_made_pictures_begins_anew(
    data: Path, generator: Path, tmp_path: Path
):
    out = tmp_path / "run"
    call = [
        sys.executable,
        "-m",
        "huoyan",
        "train",
        str(data),
        "--synthesise",
        str(generator),
        "--out",
        str(out),
    ]
    process = subprocess.Popen([*call, *CALL], stderr=subprocess.PIPE)
    end = time.monotonic() + 120
    while not list(out.glob("made/*/*.png")):
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if not (out / "recipe.toml").exists():  # else it was too fast for the signal
        assert main([*call[3:], *CALL]) == 0
        assert len(made_files(out)) == MADE
