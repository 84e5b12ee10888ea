"""Fine-tuning as a rung of the ladder: tried behind the frozen network, and taken only where it wins."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from huoyan.data.dataset import Dataset
from huoyan.learn import one_network
from huoyan.learn.ladder import climb as climbing
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.ladder.tuned_rung import backbone_below
from huoyan.learn.networks import build
from huoyan.learn.train import train
from huoyan.learn.weights.backbones import Backbone
from huoyan.runs.events import Advanced, Climbed, Event, Phase
from huoyan.runs.recipe import Recipe
from making import sample_of

NAME = "mobilenetv2_035"
SHORT = ("classical", "frozen", "tuned")


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backbone:
    """A network whose norms hold the statistics of noise."""
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    torch.manual_seed(0)
    network = build(NAME, classes=4, channels=3, size=64, options={}).train()
    for _ in range(20):
        network(torch.randn(8, 3, 64, 64) + 2 * torch.randn(8, 3, 1, 1))
    torch.save(network.state_dict(), tmp_path / "known.pth")
    found = Backbone(NAME, str(tmp_path / "known.pth"))
    monkeypatch.setattr(climbing, "backbones_of", lambda *given: (found,))
    return found


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ladder without the rungs that these tests ask nothing of."""
    rungs = {name: rung for name, rung in climbing.RUNGS.items() if name in SHORT}
    monkeypatch.setattr(climbing, "RUNGS", rungs)


def dots(n: int = 36) -> Dataset:
    """A bright dot that is round or broad, somewhere in noise: hard to tell from few pictures."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:64, :64]
    samples = []
    for at in range(n):
        y, x, broad = rng.uniform(16, 48), rng.uniform(16, 48), 1 + at % 2
        dot = 60 * np.exp(-((rows - y) ** 2 + ((columns - x) / broad) ** 2) / 60)
        grey = (90 + dot + rng.normal(0, 40, (64, 64))).clip(0, 255)
        pixels = np.repeat(grey[..., None], 3, axis=2).astype(np.uint8)
        part = "test" if at % 6 == 5 else "val" if at % 6 == 4 else "train"
        samples.append(sample_of(f"{at}.png", at % 2, pixels=pixels, split=part))
    return Dataset("dots", ("round", "broad"), tuple(samples))


@pytest.mark.usefixtures("known", "short")
def test_a_network_is_fine_tuned_behind_its_frozen_features(tmp_path: Path):
    told: list[Event] = []
    recipe = Recipe(size=64, minutes=4.0, threads=1, device="cpu")
    run = train(dots(), out=tmp_path / "run", recipe=recipe, listen=told.append)
    rungs = {event.rung.kind: event.rung for event in told if isinstance(event, Climbed)}
    assert tuple(rungs) == SHORT
    assert rungs["tuned"].model == NAME
    assert rungs["tuned"].settings["joined_stages"] == 3
    assert rungs["tuned"].share.n == rungs["frozen"].share.n
    assert not (tmp_path / "run" / "ladder").exists()
    assert run.artifact.manifest.provenance.counts["test"] == 6


@pytest.mark.usefixtures("short")
def test_without_weights_the_frozen_and_the_tuned_network_are_left_out_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(climbing, "backbones_of", lambda *given: ())
    told: list[Event] = []
    train(dots(24), out=tmp_path / "run", recipe=Recipe(minutes=0.2, threads=1), listen=told.append)
    lines = [event for event in told if "no weights that know pictures" in str(getattr(event, "text", ""))]
    assert len(lines) == 1


@pytest.mark.usefixtures("known", "short")
def test_ctrl_c_while_a_network_looks_at_the_pictures_keeps_what_was_climbed(tmp_path: Path):
    told: list[Event] = []

    def press(event: Event) -> None:
        told.append(event)
        features = [
            each for each in told if isinstance(each, Phase) and each.name.key == "ladder.phase_features"
        ]
        if isinstance(event, Advanced) and event.done == 16 and len(features) == 2:
            os.kill(os.getpid(), signal.SIGINT)

    recipe = Recipe(size=64, minutes=4.0, threads=1, device="cpu")
    run = train(dots(), out=tmp_path / "run", recipe=recipe, listen=press)
    assert [event.rung.kind for event in told if isinstance(event, Climbed)] == ["classical"]
    assert run.stopped == "interrupted"
    assert run.ascent is not None
    assert run.ascent.ended.key == "ladder.interrupted"


@pytest.mark.usefixtures("known", "short")
def test_ctrl_c_while_a_rung_reads_its_pictures_ends_its_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    read = one_network.read_material

    def pressed(*given: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return read(*given)

    monkeypatch.setattr(one_network, "read_material", pressed)
    told: list[Event] = []
    recipe = Recipe(size=64, minutes=4.0, threads=1, device="cpu")
    run = train(dots(), out=tmp_path / "run", recipe=recipe, listen=told.append)
    assert "tuned" not in [event.rung.kind for event in told if isinstance(event, Climbed)]
    assert run.stopped == "interrupted"


@pytest.mark.parametrize(
    ("features", "weights", "found"),
    [
        ("hog+lbp+a", "one.pth", 0),
        ("a", "other.pth", 1),
        ("b", None, 2),
        ("hog+lbp", None, 0),
    ],
)
def test_fine_tuning_takes_the_weights_of_the_features_that_are_held(
    features: str, weights: str | None, found: int
):
    backbones = [Backbone("a", "one.pth"), Backbone("a", "other.pth"), Backbone("b", None)]
    held = Standing("frozen", "ridge", features, {}, np.ones(3), 1.0, lambda: None, weights=weights)  # type: ignore[arg-type, return-value]
    assert backbone_below(held, backbones) is backbones[found]
