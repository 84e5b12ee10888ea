"""Features of a network that knows pictures: exported once, kept, and read again without torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.errors import NetworkError, UsageError
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.networks import build
from huoyan.learn.networks.libraries.facts import best_size
from huoyan.runs.named_network import NamedNetwork

NAME, SIZE = "mobilenetv2_035", 64
WIDTH = 1280 + 112 + 56 + 32


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("weights") / "known.pth"
    torch.save(build(NAME, classes=10, channels=3, size=SIZE, options={}).state_dict(), file)
    return file


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "backbones"


def known(weights: Path, **more: object) -> FeatureGraph:
    return backbone_features(NAME, NamedNetwork(weights=weights), size=SIZE, **more)


def features(graph: FeatureGraph) -> np.ndarray:
    side = graph.preprocess.height
    pixels = np.random.default_rng(0).integers(0, 256, (3, side, side, 3), dtype=np.uint8)
    return onnxruntime.InferenceSession(graph.model).run(["features"], {"images": pixels})[0]


def test_a_backbone_gives_its_features_joined_with_those_of_its_last_stages(weights: Path, cache: Path):
    graph = known(weights)
    assert features(graph).shape == (3, WIDTH)
    assert features(graph).dtype == np.float32
    assert features(known(weights, joined=0)).shape == (3, 1280)
    assert (graph.preprocess.height, graph.preprocess.width, graph.preprocess.fit) == (64, 64, "squash")
    assert graph.mean == (0.485, 0.456, 0.406)
    assert graph.begun_from == (WeightsOrigin(name="known.pth"),)


def test_the_second_time_it_comes_from_the_cache_without_torch(weights: Path, cache: Path):
    said: list[str] = []
    first = known(weights, note=said.append)
    assert "tensors loaded, matched by name" in said[0]
    script = (
        "import sys; from huoyan.learn.features.backbone import backbone_features as f; "
        "from huoyan.runs.named_network import NamedNetwork as N; "
        f"import hashlib; g = f({NAME!r}, N(weights={str(weights)!r}), size={SIZE}); "
        "print('torch' in sys.modules, hashlib.sha256(g.model).hexdigest(), g.parameters)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert found.split()[0] == "False"
    assert int(found.split()[2]) == first.parameters


@pytest.mark.parametrize("spoil", ["model", "facts", "half", "no facts"])
def test_what_was_changed_in_the_cache_is_made_anew(spoil: str, weights: Path, cache: Path):
    first = features(known(weights))
    (model,) = cache.glob("*.onnx")
    facts = model.with_suffix(".json")
    if spoil == "model":
        model.write_bytes(model.read_bytes()[:-1] + b"x")
    elif spoil == "facts":
        facts.write_text(json.dumps({**json.loads(facts.read_text()), "mean": None}))
    elif spoil == "half":
        facts.write_text(facts.read_text()[:20])
    else:
        facts.unlink()
    assert np.array_equal(features(known(weights)), first)


def test_other_weights_sizes_and_options_are_other_graphs(weights: Path, cache: Path, tmp_path: Path):
    other = tmp_path / "known.pth"
    torch.save(build(NAME, classes=3, channels=3, size=SIZE, options={}).state_dict(), other)
    graphs = [
        known(weights),
        known(other),
        known(weights, joined=1),
        backbone_features(NAME, NamedNetwork(weights, mean=(0.5,), std=(0.5,)), size=SIZE),
        backbone_features(NAME, NamedNetwork(weights, options={"pad_type": "same"}), size=SIZE),
    ]
    assert len({graph.model for graph in graphs}) == 5
    assert len(list(cache.glob("*.onnx"))) == 5


def test_a_cache_that_cannot_be_written_only_costs_time(weights: Path, tmp_path: Path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "file"))
    assert features(known(weights)).shape == (3, WIDTH)


def test_weights_of_another_network_and_random_ones_are_refused(weights: Path, cache: Path):
    with pytest.raises(NetworkError, match="of another network"):
        backbone_features("resnet10t", NamedNetwork(weights=weights), size=SIZE)
    with pytest.raises(NetworkError):
        backbone_features(NAME, NamedNetwork(weights="nowhere.pth"), size=SIZE)
    with pytest.raises(UsageError):
        backbone_features(NAME, NamedNetwork(), size=SIZE)


def test_a_network_sees_best_a_little_above_the_size_of_its_training():
    assert [best_size(name) for name in (NAME, "efficientnet_b2")] == [256, 288]
    assert best_size("vit_tiny_patch16_224") == 224
