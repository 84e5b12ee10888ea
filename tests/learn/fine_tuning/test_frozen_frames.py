"""Clips whose frames a frozen network looks at once: the rest learns of rows, and one network ships."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

import huoyan
from huoyan.clips import ClipPreprocess, ClipSteps
from huoyan.errors import UsageError
from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.features.frame_rows import frame_rows
from huoyan.learn.fine_tuning.frozen_frames import OnRows
from huoyan.learn.fine_tuning.head_start import features_before
from huoyan.learn.graph_builder import IMAGES, GraphBuilder
from huoyan.learn.job import Run
from huoyan.learn.networks import build
from huoyan.learn.restore import restore
from huoyan.preprocess import Preprocess
from making_clips import wanderings

SIZE, WIDTHS = 16, [4, 8]
CHOICES = {"model": "cnn", "options": {"widths": WIDTHS}, "size": SIZE, "hidden": 8, "stride": 1, "epochs": 2}
QUIET = {"beside": ("none",), "progress": False, "seed": 0, "threads": 1}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("weights") / "known.pth"
    torch.save(build("cnn", classes=5, channels=3, size=SIZE, options={"widths": WIDTHS}).state_dict(), file)
    return file


@pytest.fixture(scope="module")
def run(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("frozen")
    data = wanderings(folder / "data", 8)
    return huoyan.train(
        data, task="clip", out=folder / "run", weights=weights, freeze=True, **CHOICES, **QUIET
    )


def frame_weights(state: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    """Those of a network of one frame but for its last layer."""
    names = {name.removeprefix(prefix): each for name, each in state.items() if name.startswith(prefix)}
    return {name: each for name, each in names.items() if not name.startswith("classifier")}


def test_what_sees_a_frame_ships_as_it_was_given(run: Run, weights: Path):
    shipped = frame_weights(restore(run.artifact).state_dict(), "network.frame.")
    known = frame_weights(torch.load(weights, weights_only=True), "")
    assert shipped.keys() == known.keys()
    for name, each in known.items():
        torch.testing.assert_close(shipped[name], each)


def test_what_ships_is_one_graph_from_bytes_to_answers_and_proven(run: Run):
    assert all(each.passed and each.agreement == 1 for each in run.artifact.manifest.parity)


def test_each_frame_is_looked_at_once(run: Run):
    events = [json.loads(line) for line in (run.folder / "log.jsonl").read_text("utf-8").splitlines()]
    phases = [each["name"] for each in events if each["event"] == "phase"]
    assert phases.count("looking at each frame once") == 1
    assert "freeze: of what sees a frame only the last layer trains" in (run.folder / "log.jsonl").read_text()


@torch.inference_mode()
def test_rows_are_answered_as_the_frames_are(run: Run):
    network = restore(run.artifact)
    clips = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (2, 5, SIZE, SIZE, 3), dtype=np.uint8))
    frames = network.normalised(clips).flatten(0, 1)
    rows = features_before(network.network.frame, [frames], torch.device("cpu"))
    found = OnRows(network.network).eval()(torch.from_numpy(rows.reshape(2, 5, -1)))
    torch.testing.assert_close(found, network(clips))


def test_nothing_is_kept_of_a_network_that_knows_nothing(tmp_path: Path):
    data = wanderings(tmp_path / "data", 8)
    with pytest.raises(UsageError, match="--freeze keeps what a network knows"):
        huoyan.train(data, task="clip", out=tmp_path / "run", freeze=True, **CHOICES, **QUIET)


def means() -> FeatureGraph:
    """The mean of each channel."""
    graph, preprocess = GraphBuilder(4, 4, 3), Preprocess(4, 4)
    sides = graph.constant(np.array([1, 2], np.int64))
    found = graph.add("ReduceMean", graph.add("Cast", IMAGES, to=1), sides, keepdims=0)
    return FeatureGraph("means", graph.model(**{FEATURES: found}), preprocess, ())


def steps(n: int, value: int) -> ClipSteps:
    return ClipSteps(np.full((n, 4, 4, 3), value, np.uint8), np.arange(n, dtype=np.float64))


def test_rows_that_are_stored_are_computed_no_more_and_others_are():
    clip, heard = ClipPreprocess(Preprocess(4, 4)), []

    def advance(frames: int) -> bool:
        heard.append(frames)
        return False

    frame_rows(means(), clip, [steps(3, 10)], ["a1" * 32], advance=advance)
    found = frame_rows(means(), clip, [steps(3, 99), steps(2, 20)], ["a1" * 32, "b2" * 32], advance=advance)
    assert found is not None
    assert [rows.tolist() for rows in found] == [[[10] * 3] * 3, [[20] * 3] * 2]
    assert heard == [0, 3, 3, 2]


def test_rows_computed_until_it_is_enough_are_stored():
    clip = ClipPreprocess(Preprocess(4, 4))
    clips, contents = [steps(3, 1), steps(3, 2)], ["c3" * 32, "d4" * 32]
    assert frame_rows(means(), clip, clips, contents, advance=lambda frames: frames > 0) is None
    again = frame_rows(means(), clip, [steps(3, 50), steps(3, 2)], contents, advance=lambda frames: False)
    assert again is not None
    assert again[0].tolist() == [[1] * 3] * 3
