"""The parity gate: an export that answers otherwise is no model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

import huoyan
from huoyan.artifact.manifest import Network
from huoyan.cli import main
from huoyan.data.dataset import Dataset
from huoyan.errors import ParityError
from huoyan.learn.feed.pictures import Pictures, load_pictures
from huoyan.learn.networks import build
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship import ship
from huoyan.learn.ship import trained_network as trained_module
from huoyan.learn.ship.onnx_export import export_onnx, network_outputs
from huoyan.learn.ship.prove import prove
from huoyan.learn.ship.ship import Lineage
from huoyan.learn.ship.trained import Trained
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.tasks.classify import Classify
from huoyan.tasks.tags import Tags
from making import sample_of

TASK = Classify(("a", "b", "c"))


@pytest.fixture(scope="module")
def exported() -> tuple[bytes, np.ndarray, np.ndarray]:
    torch.manual_seed(0)
    inner = build("cnn", classes=3, channels=3, size=16, options={"widths": [8, 8]})
    network = Normalised(inner, (0.5,) * 3, (0.25,) * 3).eval()
    pixels = np.random.default_rng(0).integers(0, 256, (40, 16, 16, 3), np.uint8)
    reference = network_outputs(network, ["logits"], pixels)["logits"]
    return export_onnx(network, ["logits"], channels=3, size=16), pixels, reference


def test_a_faithful_export_passes_on_every_engine(exported, tmp_path: Path):
    onnx, pixels, reference = exported
    found = prove(onnx, pixels, {"logits": reference}, TASK, tmp_path / "parity")
    assert {parity.engine for parity in found} >= {"onnxruntime"}
    assert all(parity.n == 40 for parity in found)
    assert found[0].passed
    assert found[0].agreement == 1.0
    assert not (tmp_path / "parity").exists()


def test_an_unfaithful_export_fails_and_shows_the_worst_picture(exported, tmp_path: Path):
    onnx, pixels, reference = exported
    wrong = reference.copy()
    wrong[7] = -wrong[7] * 5
    with pytest.raises(ParityError, match="No model was written"):
        prove(onnx, pixels, {"logits": wrong}, TASK, tmp_path / "parity")
    figures = json.loads((tmp_path / "parity" / "parity.json").read_text())
    assert figures["picture"] == 7
    assert figures["passed"] is False
    with Image.open(tmp_path / "parity" / "worst.png") as shown:
        np.testing.assert_array_equal(np.asarray(shown), pixels[7])


def test_a_run_whose_export_fails_leaves_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    truthful = trained_module.network_outputs

    def lying(*given: Any) -> dict[str, np.ndarray]:
        return {name: -found for name, found in truthful(*given).items()}

    monkeypatch.setattr(trained_module, "network_outputs", lying)
    assert main(["train", "digits", "--epochs", "1", "--out", str(tmp_path / "run"), "--quiet"]) == 2
    assert "artifact.parity" in capsys.readouterr().err
    assert not (tmp_path / "run" / "model").exists()
    assert (tmp_path / "run" / "parity" / "worst.png").exists()


def test_a_picture_that_is_no_number_after_export_is_the_worst(exported, tmp_path: Path):
    onnx, pixels, reference = exported
    broken = reference.copy()
    broken[3] = np.nan
    with pytest.raises(ParityError):
        prove(onnx, pixels, {"logits": broken}, TASK, tmp_path / "parity")
    assert json.loads((tmp_path / "parity" / "parity.json").read_text())["picture"] == 3


def test_a_graph_that_differs_only_around_the_fitted_threshold_is_not_shipped(tmp_path: Path):
    """All answers are far from 0.5, where no set of labels differs; half of them lie about the threshold."""
    val = doubted(3_000)
    network, shifted = Brightness(0.0), Brightness(0.002)
    reference = network_outputs(network, ["logits"], val.pixels)
    graph = export_onnx(shifted, ["logits"], channels=1, size=8)
    (at_half, *_) = prove(graph, val.pixels, reference, Tags(("bright",)), tmp_path / "half")
    assert at_half.passed
    assert at_half.agreement == 1

    folder = RunFolder(tmp_path / "run")
    with pytest.raises(ParityError, match="No model was written"):
        ship.ship(folder, PLAN, answering(network, shifted), val, Lineage("made", "made", val.dataset))
    assert not folder.model.exists()
    assert 0 < json.loads((folder.path / "parity" / "parity.json").read_text())["difference"] < 0.001

    shipped = ship.ship(folder, PLAN, answering(network, network), val, Lineage("made", "made", val.dataset))
    assert 0.3 < shipped.artifact.manifest.task.thresholds[0] < 0.45
    assert shipped.parities[0].agreement == 1


def test_temperature_and_thresholds_are_fitted_on_all_of_validation_however_few_prove_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = huoyan.train(several_labels(), out=tmp_path / "whole", **SHORT).artifact.manifest
    monkeypatch.setattr(ship, "GATE", 20)
    gated = huoyan.train(several_labels(), out=tmp_path / "gated", **SHORT).artifact.manifest
    assert (whole.parity[0].n, gated.parity[0].n) == (80, 20)
    assert gated.task == whole.task
    assert len(set(whole.task.thresholds)) == 2


def test_without_a_test_part_all_is_named_that_validation_chose(tmp_path: Path):
    huoyan.train(several_labels(), out=tmp_path / "run", patience=3, **SHORT)
    log = (tmp_path / "run" / "log.jsonl").read_text(encoding="utf-8")
    assert "which also chose the weights, when training ended, the temperature, the thresholds" in log
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "which also chose the weights, when training ended, the temperature, the thresholds" in page


class Brightness(Normalised):
    """The brightness of a picture, 0..1, is the probability that it gives, but for `shift` in the logit."""

    def __init__(self, shift: float) -> None:
        super().__init__(_Logit(shift), (0.0,), (1.0,))


class _Logit(nn.Module):
    def __init__(self, shift: float) -> None:
        super().__init__()
        self.shift = nn.Parameter(torch.tensor([shift]))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        brightness = images.mean(dim=(1, 2, 3))[:, None]
        return torch.log(brightness) - torch.log(1 - brightness) + self.shift


PLAN = Plan(Recipe().settled("tags"), Preprocess(8, 8, colour="grey"), ())


def doubted(n: int) -> Pictures:
    """Pictures with a label where they are brighter than 0.38: half of them in doubt, the others clear."""
    rng = np.random.default_rng(0)
    light = np.where(rng.random(n) < 0.5, rng.uniform(0.36, 0.40, n), rng.choice([0.1, 0.9], n))
    samples = []
    for at, part in enumerate(light):
        pixels = (
            np.floor(255 * part + rng.permutation(64) / 64).astype(np.uint8).reshape(8, 8)
        )  # of that mean
        samples.append(sample_of(str(at), (0,) if part > 0.38 else (), pixels=pixels, split="val"))
    return load_pictures(Dataset("made", ("bright",), tuple(samples), "labels"), PLAN.preprocess)


def answering(network: Normalised, exported: Normalised) -> Trained:
    """A model that answers as one network and is exported as another."""
    return Trained(
        Network(name="brightness", mean=(0.0,), std=(1.0,), parameters=1),
        {"network.shift": np.zeros(1, np.float32)},
        "0" * 64,
        (),
        lambda pixels, names: network_outputs(network, names, pixels),
        lambda names: export_onnx(exported, names, channels=1, size=8),
    )


SHORT = {"epochs": 4, "seed": 1, "threads": 1, "beside": ("none",), "progress": False}


def several_labels() -> Dataset:
    """Bright above, bright below, both or neither; with noise, and without a test part."""
    rng = np.random.default_rng(0)
    samples = []
    for at in range(240):
        above, below = rng.integers(0, 2, 2)
        pixels = rng.integers(0, 120, (8, 8), dtype=np.uint8)
        pixels[:4] += np.uint8(50 * above)
        pixels[4:] += np.uint8(50 * below)
        labels = tuple(label for label, given in enumerate((above, below)) if given)
        samples.append(sample_of(str(at), labels, pixels=pixels, split="val" if at % 3 == 0 else "train"))
    return Dataset("made", ("above", "below"), tuple(samples), kind="labels")
