"""What holds for every description of pictures by numbers; a new one is tested by being listed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.graph_builder import IMAGES, GraphBuilder
from huoyan.runtimes import ENGINES
from huoyan.runtimes.openvino import cpu_has_bf16

NAMES = sorted(DESCRIPTIONS)
# Own sizes of small pictures, photos, sides that no cell divides, a picture of a few pixels.
SIDES = ((28, 28, 1), (32, 32, 3), (128, 128, 3), (45, 77, 3), (8, 9, 3))


@cache
def graph_of(name: str, sides: tuple[int, int, int]) -> bytes:
    graph = GraphBuilder(*sides)
    return graph.model(features=DESCRIPTIONS[name](graph, IMAGES, sides))


def described(name: str, pictures: np.ndarray, engine: str = "onnxruntime") -> np.ndarray:
    height, width, channels = pictures.shape[1:]
    runtime = ENGINES[engine].open(graph_of(name, (height, width, channels)), 1, "fp32")
    return runtime.run(pictures)["features"]


def scenes(n: int, sides: tuple[int, int, int], seed: int = 0) -> np.ndarray:
    """Smooth colours with an edge and a little noise, no two alike: uint8 (n, H, W, C)."""
    rng = np.random.default_rng(seed)
    height, width, channels = sides
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    pictures = np.zeros((n, *sides))
    for picture in pictures:
        for channel in range(channels):
            a, b, c = rng.uniform(-1, 1, 3)
            picture[:, :, channel] = 120 + 80 * (a * x + b * y) + 60 * (x + c * y > 0.5)
    return np.clip(pictures + rng.normal(0, 3, pictures.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("sides", SIDES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_each_picture_has_one_row_of_finite_numbers(name: str, sides: tuple[int, int, int]) -> None:
    rows = described(name, scenes(3, sides))
    assert rows.dtype == np.float32
    assert rows.shape[0] == 3
    assert rows.ndim == 2
    assert np.isfinite(rows).all()
    assert not np.allclose(rows[0], rows[1])


@pytest.mark.parametrize("level", [0, 1, 128, 255])
@pytest.mark.parametrize("name", NAMES)
def test_a_blank_picture_has_finite_numbers(name: str, level: int) -> None:
    for channels in (1, 3):
        assert np.isfinite(described(name, np.full((1, 40, 33, channels), level, dtype=np.uint8))).all()


@pytest.mark.parametrize("sides", SIDES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_the_engines_agree(name: str, sides: tuple[int, int, int]) -> None:
    if not ENGINES["openvino"].installed:
        pytest.skip("OpenVINO is not installed")
    pictures = np.concatenate([scenes(6, sides), noise(2, sides), blank_with_a_dot(sides)])
    rows, other = described(name, pictures), described(name, pictures, "openvino")
    assert np.abs(rows - other).max() <= 1e-4 * max(1, np.abs(rows).max())


@pytest.mark.parametrize("name", NAMES)
def test_half_precision_gives_numbers_too(name: str) -> None:
    """They differ by more than the gate allows, which it says by comparing numbers."""
    if not ENGINES["openvino"].installed or not cpu_has_bf16():
        pytest.skip("no engine computes in bf16 here")
    pictures = np.concatenate([scenes(6, (28, 28, 1)), blank_with_a_dot((28, 28, 1))])
    runtime = ENGINES["openvino"].open(graph_of(name, (28, 28, 1)), 1, "bf16")
    assert np.isfinite(runtime.run(pictures)["features"]).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_alone_and_among_others_has_the_same_numbers(name: str) -> None:
    pictures = scenes(5, (45, 77, 3))
    together = described(name, pictures)
    alone = np.concatenate([described(name, pictures[at : at + 1]) for at in range(5)])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_one_grey_level_more_in_one_pixel_changes_little(name: str) -> None:
    """Bins are soft: nothing jumps. lbp compares whole numbers and may change a pixel's nine patterns."""
    pictures = scenes(20, (64, 64, 3))
    touched = pictures.copy()
    touched[:, 30, 30] = np.minimum(touched[:, 30, 30], 254) + 1
    moved = np.linalg.norm(described(name, touched) - described(name, pictures), axis=1)
    apart = np.linalg.norm(described(name, pictures) - described(name, np.roll(pictures, 1, axis=0)), axis=1)
    assert moved.max() < 0.05 * np.median(apart)


@pytest.mark.parametrize("name", NAMES)
def test_grey_pictures_in_one_channel_and_in_three_have_the_same_numbers(name: str) -> None:
    if name in ("colour", "pixels"):
        pytest.skip("what depends on colour has other numbers for grey pictures")
    grey = scenes(4, (45, 50, 1))
    rows = described(name, grey)
    np.testing.assert_allclose(
        described(name, np.repeat(grey, 3, axis=3)), rows, atol=2e-4 * np.abs(rows).max()
    )


def noise(n: int, sides: tuple[int, int, int]) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (n, *sides), dtype=np.uint8)


def blank_with_a_dot(sides: tuple[int, int, int]) -> np.ndarray:
    pictures = np.zeros((2, *sides), dtype=np.uint8)
    pictures[0, 3, 4] = 255
    pictures[1] = 200
    pictures[1, 2, 5] = 199
    return pictures
