"""Descriptions and a network's features in one graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.data.dataset import Dataset
from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.features.classical import classical
from huoyan.learn.features.joined import joined_features
from huoyan.learn.graph_builder import IMAGES, GraphBuilder
from huoyan.learn.head_training import vectors as embedding
from huoyan.preprocess import Preprocess
from huoyan.runtimes import ENGINES, Runtime
from making import pictures, sample_of


def brightness(side: int) -> FeatureGraph:
    """A "network" that gives the mean of each channel."""
    graph = GraphBuilder(side, side, 3)
    axes = graph.constant(np.array([1, 2]))
    means = graph.add("ReduceMean", graph.add("Cast", IMAGES, to=1), axes, keepdims=0)
    model = graph.model(**{FEATURES: means})
    return FeatureGraph("bright", model, Preprocess(side, side), ())


def rows(graph: FeatureGraph, images: np.ndarray, engine: str = "onnxruntime") -> np.ndarray:
    return ENGINES[engine].open(graph.model, 1, "fp32").run(images)[FEATURES]


@pytest.mark.parametrize("engine", [name for name, each in ENGINES.items() if each.installed])
@pytest.mark.parametrize(("side", "factor"), [(64, 1), (120, 1), (224, 2)])
def test_each_block_is_what_it_is_alone(side: int, factor: int, engine: str) -> None:
    images = pictures(3, (side, side))
    joined = joined_features(["lbp", "colour"], brightness(side))
    smaller = images.reshape(3, side // factor, factor, side // factor, factor, 3).mean((2, 4))
    found = rows(joined, images, engine)
    assert joined.name == "lbp+colour+bright"
    assert joined.blocks == (found.shape[1] - 3, 3)
    assert found[:, -3:] == pytest.approx(images.mean((1, 2)), rel=1e-5)
    if factor == 1:
        alone = classical(["lbp", "colour"], Preprocess(side, side))
        assert found[:, :-3] == pytest.approx(rows(alone, smaller.astype(np.uint8), engine), abs=1e-5)


def test_large_pictures_are_described_smaller() -> None:
    even = np.repeat(np.repeat(pictures(2, (112, 112)), 2, axis=1), 2, axis=2)
    joined = joined_features(["hog", "edges"], brightness(224))
    alone = classical(["hog", "edges"], replace(brightness(224).preprocess, height=112, width=112))
    assert rows(joined, even)[:, :-3] == pytest.approx(rows(alone, even[:, ::2, ::2]), abs=1e-5)


def test_rows_are_put_together_from_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path))
    images, joined = pictures(6, (64, 64)), joined_features(["lbp", "colour"], brightness(64))
    samples = tuple(sample_of(f"{at}.png", at % 2, pixels=image) for at, image in enumerate(images))
    data, contents = Dataset("made", ("a", "b"), samples), [each.picture.sha256() for each in samples]
    embedding.vectors(brightness(64), data, contents)
    computed: list[str] = []
    fastest = embedding.fastest_runtime

    def watched(graph: FeatureGraph, threads: int | None = None) -> Runtime:
        computed.append(graph.name)
        return fastest(graph, threads)

    monkeypatch.setattr(embedding, "fastest_runtime", watched)
    found = embedding.vectors(joined, data, contents)
    assert computed == ["lbp+colour"]  # what the network sees was known
    assert found.rows == pytest.approx(rows(joined, images), abs=1e-4)
