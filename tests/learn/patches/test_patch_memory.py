"""What is remembered of good pictures: the same distances in NumPy, as a graph, and one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnx
import pytest

from huoyan.learn.features.base import FEATURES
from huoyan.learn.patches.cells import CELL, cell_features
from huoyan.learn.patches.patch_memory import PatchMemory, enlarging
from huoyan.learn.patches.unlike_others import unlike_others
from huoyan.learn.patches.whole_picture import WholePicture
from huoyan.preprocess import Preprocess
from huoyan.runtimes import ENGINES


def memory_of(rows: np.ndarray, kept: list[int]) -> PatchMemory:
    return PatchMemory.of(rows.astype(np.float32), np.array(kept))


def test_a_distance_is_that_to_the_nearest_place() -> None:
    rng = np.random.default_rng(0)
    rows, new = rng.standard_normal((50, 6)), rng.standard_normal((20, 6))
    memory = memory_of(rows, [3, 10, 40])
    slow = [min(np.linalg.norm(row - rows[at]) for at in (3, 10, 40)) / memory.unit for row in new]
    assert memory.distances(new.astype(np.float32)) == pytest.approx(slow, abs=1e-3)


def test_half_of_the_places_that_were_left_out_are_nearer_than_1() -> None:
    rows = np.random.default_rng(0).standard_normal((201, 6))
    memory = memory_of(rows, [0])
    assert np.mean(memory.distances(rows[1:].astype(np.float32)) < 1) == pytest.approx(0.5, abs=0.02)


def test_places_that_are_all_equal_can_be_remembered() -> None:
    memory = memory_of(np.ones((10, 3)), [0])
    assert np.isfinite(memory.distances(np.ones((2, 3), np.float32))).all()


@pytest.mark.parametrize("whole", [False, True])
def test_the_graph_answers_as_numpy_does(*, whole: bool) -> None:
    """Pictures of 37 x 50: the last cells are cut off, the map covers all of it."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (6, 37, 50, 3), dtype=np.uint8)
    graph = cell_features(["colour", "edges"], Preprocess(37, 50))
    features = ENGINES["onnxruntime"].open(graph.model, 1, "fp32").run(pixels)[FEATURES]
    cells = features.shape[2:]
    assert cells == (37 // CELL, 50 // CELL)
    rows = features[:4].transpose(0, 2, 3, 1).reshape(-1, features.shape[1])
    memory = PatchMemory.of(rows, np.arange(0, len(rows), 3))
    if whole:
        means = memory.in_units(rng.standard_normal((40, features.shape[1])).astype(np.float32))
        memory = replace(memory, whole=WholePicture.of(means))
    expected = memory.answer(features, 37, 50)
    model = memory.graph(graph.model, cells, 37, 50)
    found = ENGINES["onnxruntime"].open(model, 1, "fp32").run(pixels)
    shapes = {"score": (6,), "heatmap": (6, 37, 50)} | ({"whole": (6,)} if whole else {})
    assert {name: array.shape for name, array in found.items()} == shapes
    for name, array in found.items():
        assert array == pytest.approx(expected[name], abs=1e-3)


def test_the_graph_compares_with_many_places_some_at_a_time() -> None:
    """The last of 2,500 is the nearest of one picture, the first of another."""
    graph = cell_features(["edges"], Preprocess(16, 16))
    pixels = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3), dtype=np.uint8)
    features = ENGINES["onnxruntime"].open(graph.model, 1, "fp32").run(pixels)[FEATURES]
    rows = features.transpose(0, 2, 3, 1).reshape(8, -1)
    far = np.random.default_rng(1).standard_normal((2492, rows.shape[1])).astype(np.float32) + 9
    memory = PatchMemory(np.concatenate([rows[:4], far, rows[4:]]), np.zeros_like(rows[0]), 1.0)
    model = memory.graph(graph.model, (2, 2), 16, 16)
    found = ENGINES["onnxruntime"].open(model, 1, "fp32").run(pixels)
    assert found["score"] == pytest.approx(memory.answer(features, 16, 16)["score"], abs=1e-2)
    assert (found["score"] < 0.1).all()
    sides = [side for each in onnx.load_from_string(model).graph.initializer for side in each.dims]
    assert max(sides) <= 1024


def test_a_score_is_the_highest_of_the_cells() -> None:
    memory = PatchMemory(np.zeros((1, 2), np.float32), np.zeros(2, np.float32), 1.0)
    features = np.zeros((1, 2, 3, 3), np.float32)
    features[0, 0, 1, 2] = 5
    found = memory.answer(features, 30, 30)
    assert found["score"][0] == pytest.approx(5, abs=1e-3)
    assert np.unravel_index(found["heatmap"][0].argmax(), (30, 30)) == (14, 25)


def test_a_map_is_enlarged_without_ends_beyond_its_values() -> None:
    large = enlarging(4, 10) @ np.array([1.0, 2, 3, 4])
    assert large[0] == 1
    assert large[-1] == 4
    assert np.all(np.diff(large) >= 0)
    assert enlarging(3, 3).tolist() == np.eye(3).tolist()


def test_a_picture_with_a_place_like_none_of_the_others_is_told() -> None:
    """Twenty pictures of nine places; one place of the eighth is far away, also where it is remembered."""
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((180, 4)).astype(np.float32)
    rows[7 * 9 + 2] += 30
    pictures = np.repeat(np.arange(20), 9)
    kept = np.array([*range(0, 180, 6), 7 * 9 + 2])
    assert unlike_others(PatchMemory.of(rows, kept), rows, pictures, kept).tolist() == [7]
    plain = rng.standard_normal((180, 4)).astype(np.float32)
    assert unlike_others(PatchMemory.of(plain, kept), plain, pictures, kept).tolist() == []
