"""The classifier that learns real pictures alone, and what it says of made ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import huoyan
from huoyan.errors import NetworkError
from huoyan.generator.on_disk import open_generator
from huoyan.learn.generate.judging import class_network
from huoyan.learn.generate.judging.class_network import ClassNetwork, learn_classes
from huoyan.learn.generate.run.decided import decided
from huoyan.learn.generate.run.divided import divided
from huoyan.learn.generate.run.real_pictures import RealPictures, read_pictures
from huoyan.learn.machine.busy_cores import OtherPrograms
from huoyan.runs.events import no_listener
from huoyan.runs.generation import generation_from
from huoyan.runs.run_folder import RunFolder

CHOICES = {"options": {"widths": [8, 8], "latent": 5}, "epochs": 3, "batch": 32, "size": 8, "threads": 1}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes, of bright and of dark pictures, and a third of which there are two."""
    folder, rng = tmp_path_factory.mktemp("data"), np.random.default_rng(0)
    for name, n, light in (("bright", 200, 200), ("dark", 200, 20), ("few", 6, 110)):
        (folder / name).mkdir()
        for at in range(n):
            pixels = rng.integers(0, 50, (8, 8, 3), np.uint8) + np.uint8(light)
            Image.fromarray(pixels).save(folder / name / f"{at}.png")
    return folder


def learnt(data: Path, folder: Path, **choices: object) -> tuple[ClassNetwork | None, RealPictures]:
    asked, run = generation_from({**CHOICES, **choices}), RunFolder(folder)
    found = divided(str(data), asked, lambda said: None, no_listener)
    plan = decided(asked, found.seen, OtherPrograms())
    folder.mkdir(exist_ok=True)
    real = read_pictures(found, plan.preprocess, plan.asked, run, no_listener)
    return learn_classes(real, plan, found.seen, run), real


def test_it_tells_real_pictures_apart_that_it_has_not_learnt_from(data: Path, tmp_path: Path):
    knows, real = learnt(data, tmp_path / "run")
    assert knows is not None
    assert knows.classes == ("bright", "dark", "few")
    assert knows.n.tolist() == np.bincount(real.val_classes, minlength=3).tolist()
    right = knows.answers(real.val.pixels) == real.val_classes
    assert knows.right.tolist() == np.bincount(real.val_classes[right], minlength=3).tolist()
    assert knows.right[0] / knows.n[0] > 0.9
    assert knows.n_training < len(real.train.pixels)


def test_what_was_learnt_is_taken_up_and_not_learnt_again(data: Path, tmp_path: Path, monkeypatch):
    first, _ = learnt(data, tmp_path / "run")
    assert list(RunFolder(tmp_path / "run").class_checkpoints.iterdir())
    monkeypatch.setattr(torch.optim.AdamW, "step", None)  # a step would fail
    again, _ = learnt(data, tmp_path / "run")
    assert first is not None
    assert again is not None
    for name, tensor in first.built.network.state_dict().items():
        assert torch.equal(tensor, again.built.network.state_dict()[name]), name


def test_its_features_are_what_its_last_layer_sees(data: Path, tmp_path: Path):
    knows, real = learnt(data, tmp_path / "run")
    assert knows is not None
    last = knows.built.network.network.classifier
    pixels = real.val.pixels[:5]
    with torch.inference_mode():
        logits = last(torch.from_numpy(knows.features(pixels)))
        assert torch.allclose(logits, knows.built.network(torch.from_numpy(pixels)), atol=1e-5)


def test_one_class_or_few_pictures_have_none(data: Path, tmp_path: Path, monkeypatch):
    assert learnt(data, tmp_path / "one", classes=["dark"])[0] is None
    monkeypatch.setattr(class_network, "LEAST", 1000)
    assert learnt(data, tmp_path / "few")[0] is None


def test_a_run_tells_how_many_made_pictures_are_taken_for_their_class(data: Path, tmp_path: Path):
    made = huoyan.train_generator(data, out=tmp_path / "run", progress=False, **CHOICES)
    opinion = open_generator(made.folder).manifest.figures.opinion
    assert opinion is not None
    assert [each.label for each in opinion.classes] == ["bright", "dark", "few"]
    assert {each.made.n for each in opinion.classes} == {100}
    assert opinion.made == pytest.approx(np.mean([each.made.value for each in opinion.classes]))
    metrics = json.loads((made.folder / "metrics.json").read_text("utf-8"))
    assert metrics["figures"]["opinion"]["n_made"] == 300
    page = (made.folder / "report.html").read_text("utf-8")
    assert "What a classifier takes them for" in page
    log = (made.folder / "log.jsonl").read_text("utf-8")
    assert ("far less often than real ones" in log) == bool(opinion.short)
    assert not (made.folder / "checkpoints").exists()


def test_a_run_that_breaks_off_before_its_first_step_leaves_nothing(data: Path, tmp_path: Path, monkeypatch):
    def interrupted(*given: object) -> None:
        assert list((tmp_path / "run" / "checkpoints" / "classes").iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr("huoyan.learn.generate.run.train.judge_by", interrupted)
    with pytest.raises(KeyboardInterrupt):
        huoyan.train_generator(data, out=tmp_path / "run", progress=False, **CHOICES)
    assert not (tmp_path / "run").exists()


def test_a_size_that_cannot_be_is_said_before_classes_are_learnt(data: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("huoyan.learn.generate.run.learning.learn_classes", None)
    with pytest.raises(NetworkError, match="--size"):
        huoyan.train_generator(data, out=tmp_path / "run", progress=False, **{**CHOICES, "size": 9})
