"""A generator from data to a run folder, from the command line and Python, whatever happens on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import huoyan
from huoyan.cli import main
from huoyan.data.fingerprint import contents_sha256, part_keys
from huoyan.data.open import open_dataset
from huoyan.errors import DataError, HuoyanError, UsageError
from huoyan.generator.on_disk import open_generator
from huoyan.images.made_mark import MARK, MARKED
from huoyan.learn.feed.opened_data import open_material
from huoyan.learn.generate.run.train import GeneratorRun
from huoyan.learn.machine.devices import computes_bf16
from huoyan.runs.recipe import Recipe

TINY = {
    "options": {"widths": [8, 8], "latent": 5},
    "epochs": 2,
    "batch": 16,
    "size": 8,
    "threads": 1,
    "progress": False,
}


def pictures(folder: Path, classes: dict[str, int], *, side: int = 10) -> Path:
    """Folders of PNG in colours of their class, each of its own."""
    rng = np.random.default_rng(0)
    for at, (name, n) in enumerate(classes.items()):
        (folder / name).mkdir(parents=True)
        for number in range(n):
            pixels = rng.integers(0, 80, (side, side + number % 3, 3), np.uint8)
            pixels[..., at % 3] += 150
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pictures(tmp_path_factory.mktemp("data"), {"red": 40, "green": 40, "blue": 12})


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> GeneratorRun:
    return huoyan.train_generator(data, out=tmp_path_factory.mktemp("runs") / "made", **TINY)


def test_a_run_folder_holds_a_proven_generator_its_figures_and_a_page(run: GeneratorRun):
    there = {path.name for path in run.folder.iterdir()}
    assert there >= {"generator", "report.html", "metrics.json", "generate.toml", "log.jsonl", "splits.csv"}
    assert "checkpoints" not in there
    manifest = open_generator(run.folder).manifest
    assert manifest.classes == ("blue", "green", "red")
    assert (manifest.size, manifest.channels, manifest.latent) == (8, 3, 5)
    assert manifest.parity.difference <= 1
    metrics = json.loads((run.folder / "metrics.json").read_text("utf-8"))
    assert metrics["figures"] == manifest.figures.model_dump()
    assert manifest.figures.judge == "hog+lbp+colour+edges"
    page = (run.folder / "report.html").read_text("utf-8")
    assert "hog+lbp+colour+edges" in page
    assert page.count('<img src="data:image/png') > 60


def test_the_test_part_is_the_one_of_training_and_is_never_seen(run: GeneratorRun, data: Path):
    parts = (run.folder / "splits.csv").read_text("utf-8").splitlines()[1:]
    drawn = {sample.source: sample.split for sample in open_dataset(data, say=lambda said: None).samples}
    assert {tuple(line.rsplit(",", 1)) for line in parts} == set(drawn.items())
    log = (run.folder / "log.jsonl").read_text("utf-8")
    assert f"learn from {sum(split == 'train' for split in drawn.values())} pictures" in log


def test_the_precision_is_that_of_the_recipe(run: GeneratorRun, data: Path, tmp_path: Path):
    told = (run.folder / "generate.toml").read_text("utf-8")
    bf16 = computes_bf16(torch.device("cpu"))
    assert f'precision = "{"bf16" if bf16 else "fp32"}"' in told
    weights = {run.generator.manifest.provenance.weights}
    for precision in ("fp64", "fp32" if bf16 else "bf16"):
        other = huoyan.train_generator(data, out=tmp_path / precision, precision=precision, **TINY)
        weights.add(other.generator.manifest.provenance.weights)
        assert other.generator.manifest.parity.difference <= 1
    assert len(weights) == 3


def test_small_dense_layers_are_not_cast(data: Path, tmp_path: Path):
    made = huoyan.train_generator(
        data, out=tmp_path / "run", model="dense", **{**TINY, "options": {}, "epochs": 0.1}
    )
    assert 'precision = "fp32"' in (made.folder / "generate.toml").read_text("utf-8")


def test_the_same_call_gives_the_same_weights(run: GeneratorRun, data: Path, tmp_path: Path):
    again = huoyan.train_generator(data, out=tmp_path / "again", **TINY)
    assert again.generator.manifest.provenance.weights == run.generator.manifest.provenance.weights


def test_one_class_of_several_is_made_alone(data: Path, tmp_path: Path):
    made = huoyan.train_generator(data, out=tmp_path / "run", classes=["red"], **TINY)
    assert made.generator.manifest.classes == ()
    (one,) = huoyan.generate(made.folder, tmp_path / "out", n=1)
    assert one.label is None


def test_data_of_one_class_are_enough(tmp_path: Path):
    alone = pictures(tmp_path / "data", {"red": 30})
    made = huoyan.train_generator(alone, out=tmp_path / "run", **TINY)
    assert made.generator.manifest.figures.part == "train"


def test_a_folder_of_pictures_alone_is_one_class_of_its_name(tmp_path: Path):
    pictures(tmp_path, {"red": 30})
    made = huoyan.train_generator(tmp_path / "red", out=tmp_path / "run", **TINY)
    assert made.generator.manifest.learnt == ("red",)


def test_one_class_is_divided_as_for_anomaly_and_its_test_part_never_seen(tmp_path: Path):
    alone = pictures(tmp_path / "data", {"red": 60})
    made = huoyan.train_generator(alone, out=tmp_path / "run", **TINY)
    recipe = Recipe().settled("anomaly")
    drawn = open_material(str(alone), recipe, lambda said: None, lambda event: None).dataset
    parts = (made.folder / "splits.csv").read_text("utf-8").splitlines()[1:]
    assert {tuple(line.rsplit(",", 1)) for line in parts} == {(s.source, s.split) for s in drawn.samples}


@pytest.mark.parametrize(
    ("labels", "told"),
    [([f"{0.37 * at}" for at in range(40)], "numbers"), (["a;b", "a"] * 20, "any number of labels")],
)
def test_data_of_another_kind_are_refused_without_a_flag_that_is_not_there(tmp_path: Path, labels, told):
    pictures(tmp_path, {"red": 40})
    rows = [f"red/{number}.png,{label}" for number, label in enumerate(labels)]
    (tmp_path / "table.csv").write_text("\n".join(["path,label", *rows]), "utf-8")
    with pytest.raises(UsageError, match=told) as raised:
        huoyan.train_generator(tmp_path / "table.csv", out=tmp_path / "run", **TINY)
    assert "--task" not in str(raised.value)
    assert not (tmp_path / "run").exists()


def test_grey_pictures_stay_grey(tmp_path: Path):
    made = huoyan.train_generator("digits", out=tmp_path / "run", **{**TINY, "epochs": 0.1})
    assert (made.generator.manifest.channels, made.generator.manifest.size) == (1, 8)


@pytest.mark.parametrize("model", ["dense", "dcgan"])
def test_every_pair_can_be_asked_for(data: Path, tmp_path: Path, model: str):
    made = huoyan.train_generator(
        data, out=tmp_path / "run", model=model, **{**TINY, "options": {"latent": 6}, "epochs": 0.5}
    )
    assert made.generator.manifest.network.name == model


@pytest.mark.parametrize(
    ("classes", "code"), [({"red": 1}, "data.few_to_make"), ({"red": 4, "green": 5}, "data.few_to_make")]
)
def test_too_few_pictures_are_refused_with_words_and_leave_nothing(tmp_path: Path, classes, code: str):
    few = pictures(tmp_path / "data", classes)
    with pytest.raises(DataError) as raised:
        huoyan.train_generator(few, out=tmp_path / "run", **TINY)
    assert raised.value.code in (code, "data.units", "splits.few")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"classes": ["rde"]}, "no class 'rde'"),
        ({"mode": "dcgan"}, "Nearest: model"),
        ({"model": "stylegan"}, "stylegan"),
        ({"options": {"width": 3}}, "widths"),
        ({"options": {"latent": 100_000}}, "65,536"),
        ({"size": 9}, "--size"),
        ({"weights": "nowhere.pth"}, "nowhere.pth"),
    ],
)
def test_a_call_that_cannot_be_done_is_refused_with_words_and_leaves_nothing(data, tmp_path, choices, told):
    with pytest.raises(HuoyanError, match=told):
        huoyan.train_generator(data, out=tmp_path / "run", **{**TINY, **choices})
    assert not (tmp_path / "run").exists()


def test_a_run_never_overwrites(run: GeneratorRun, data: Path, tmp_path: Path):
    with pytest.raises(UsageError, match="finished generator"):
        huoyan.train_generator(data, out=run.folder, **TINY)
    with pytest.raises(UsageError):
        huoyan.train(data, out=run.folder, epochs=1, progress=False)
    assert open_generator(run.folder).manifest == run.generator.manifest
    with pytest.raises(UsageError, match="no generator to go on with"):
        huoyan.train_generator(data, out=tmp_path / "none", resume=True)


CALL = (
    "--epochs",
    "10",
    "--batch",
    "16",
    "--size",
    "8",
    "--threads",
    "1",
    "--option",
    "widths=8,8",
    "--quiet",
)


def started(data: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    call = [sys.executable, "-m", "huoyan", "generate", "train", str(data), "--out", str(out)]
    return subprocess.Popen([*call, *CALL, *more], stderr=subprocess.PIPE)


def wait_for(seen, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(scope="module")
def killed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of `CALL` whose process was killed. Treat it as read-only."""
    folder = tmp_path_factory.mktemp("killed") / "run"
    process = started(data, folder, "--checkpoint-s", "0")
    wait_for(lambda: list((folder / "checkpoints").glob("step-*")), process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return folder


def test_a_run_that_was_killed_goes_on_to_the_same_bits(killed: Path, data: Path, tmp_path: Path):
    shutil.copytree(killed, tmp_path / "cut")
    assert not (tmp_path / "cut" / "generator").exists()
    assert main(["generate", "train", "--resume", "--out", str(tmp_path / "cut"), "--quiet"]) in (0, 1)
    assert main(["generate", "train", str(data), "--out", str(tmp_path / "whole"), *CALL]) in (0, 1)
    cut, whole = (open_generator(tmp_path / name).manifest for name in ("cut", "whole"))
    assert cut.provenance.weights == whole.provenance.weights
    assert cut.figures == whole.figures


def test_a_run_goes_on_with_its_own_choices_and_data_only(killed: Path, data: Path, tmp_path: Path):
    shutil.copytree(killed, tmp_path / "cut")
    with pytest.raises(UsageError, match="batch would change"):
        huoyan.train_generator(data, out=tmp_path / "cut", resume=True, batch=8)
    with pytest.raises(UsageError, match="--resume goes on with it"):
        huoyan.train_generator(data, out=tmp_path / "cut", **TINY)
    other = pictures(tmp_path / "other", {"red": 30, "green": 30})
    with pytest.raises(HuoyanError) as raised:
        huoyan.train_generator(other, out=tmp_path / "cut", resume=True, progress=False)
    assert raised.value.code == "training.resume"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_with_a_finished_generator(data: Path, tmp_path: Path):
    process = started(data, tmp_path / "run", "--epochs", "100000", "--checkpoint-s", "0")
    wait_for(lambda: list((tmp_path / "run" / "checkpoints").glob("step-*")), process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert process.returncode in (0, 1)
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text("utf-8"))
    assert metrics["stopped"] == "interrupted"
    assert open_generator(tmp_path / "run").manifest.figures.n_made > 0
    assert not (tmp_path / "run" / "checkpoints").exists()


def test_the_command_makes_pictures_as_python_does(run: GeneratorRun, tmp_path: Path, capsys):
    call = [
        "generate",
        "sample",
        str(run.folder),
        "--out",
        str(tmp_path / "a"),
        "--n",
        "4",
        "--seed",
        "9",
        "--json",
    ]
    assert main([*call, "--class", "red", "--class", "blue"]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    made = huoyan.generate(run.folder, tmp_path / "b", n=4, seed=9, classes=["red", "blue"])
    assert [each["source"] for each in printed] == [each.source for each in made]
    for each in made:
        assert (tmp_path / "a" / each.source).read_bytes() == (tmp_path / "b" / each.source).read_bytes()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["sample", "RUN"], "--out"),
        (["sample", "--out", "x"], "No run is given"),
        (["sample", "RUN", "--out", "x", "--epochs", "3"], "--epochs"),
        (["sample", "RUN", "--out", "x", "--slopes", "0"], "--slopes"),
        (["sample", "RUN", "--out", "x", "--class", "rde"], "It makes"),
        (["train"], "No data are given"),
        (["train", "digits", "--n", "3"], "--n"),
    ],
)
def test_a_wrong_call_exits_2_with_a_remedy(run: GeneratorRun, tmp_path, monkeypatch, capsys, call, told):
    monkeypatch.chdir(tmp_path)
    assert main(["generate", *(str(run.folder) if part == "RUN" else part for part in call)]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_generator_knows_what_it_learnt_from_and_was_chosen_by_and_nothing_of_the_test(
    run: GeneratorRun, data: Path
):
    drawn = open_dataset(data, say=lambda said: None)
    keys = part_keys(drawn, contents_sha256(drawn))
    known = run.generator.pictures()
    for part in ("train", "val"):
        assert known.files[part].tolist() == keys[part].tolist()
        assert np.all(known.pixels[part] != 0)
    assert (len(keys["test"]), len(known.files["test"])) == (14, 0)
    assert run.generator.manifest.learnt == ("blue", "green", "red")


def test_a_generator_of_one_class_says_which(data: Path, tmp_path: Path):
    made = huoyan.train_generator(data, out=tmp_path / "run", classes=["red"], **TINY).generator
    assert (made.manifest.classes, made.manifest.learnt) == ((), ("red",))
    assert len(made.pictures().files["train"]) == 28


def test_pictures_that_a_program_made_teach_no_generator(data: Path, tmp_path: Path):
    shutil.copytree(data, tmp_path / "data")
    for number in range(9):
        told = PngInfo()
        told.add_text(MARK, MARKED)
        pixels = np.random.default_rng(number).integers(0, 255, (10, 10, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / "data" / "red" / f"made {number}.png", pnginfo=told)
    made = huoyan.train_generator(tmp_path / "data", out=tmp_path / "run", **TINY)
    log = (made.folder / "log.jsonl").read_text("utf-8")
    assert "9 pictures that a program made" in log
    assert sum(made.generator.manifest.provenance.counts.values()) == 92
