"""Resizing: cykooz-resizer against Pillow, and both against resampling written out."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.images.resize import by_pillow, resized, resizer_of

NOT_HERE = "cykooz-resizer has no wheel for this platform: Pillow resizes"

sides = st.integers(1, 12) | st.integers(1, 300)
kinds = st.sampled_from(["noise", "black and white", "stripes", "even"])


def drawn(kind: str, height: int, width: int, channels: int = 3) -> np.ndarray:
    rng = np.random.default_rng(height * 1000 + width)
    shape = (height, width) if channels == 1 else (height, width, channels)
    if kind == "noise":
        return rng.integers(0, 256, shape, dtype=np.uint8)
    if kind == "black and white":
        return rng.integers(0, 2, shape, dtype=np.uint8) * np.uint8(255)
    if kind == "stripes":
        return np.broadcast_to(np.arange(width, dtype=np.uint8).reshape(1, -1, *[1] * (channels > 1)), shape)
    return np.full(shape, 200, np.uint8)


def gap(a: np.ndarray, b: np.ndarray) -> int:
    assert a.shape == b.shape
    return int(np.abs(a.astype(int) - b).max())


def by_hand(line: np.ndarray, length: int) -> np.ndarray:
    """One row resampled: weights of a triangle, as wide as a new pixel, or as an old one if that is wider."""
    scale = len(line) / length
    centres = (np.arange(length) + 0.5) * scale
    distance = np.abs(centres[:, None] - (np.arange(len(line)) + 0.5)) / max(scale, 1)
    weights = np.clip(1 - distance, 0, None)
    return (weights / weights.sum(1, keepdims=True)) @ line


@settings(max_examples=300)
@given(st.tuples(sides, sides), st.tuples(sides, sides), st.sampled_from([1, 3]), kinds, st.data())
def test_no_value_is_more_than_1_from_pillows(source, model, channels, kind, data):
    picture = drawn(kind, *source, channels)
    x = sorted(data.draw(st.floats(0, source[1])) for _ in range(2))
    y = sorted(data.draw(st.floats(0, source[0])) for _ in range(2))
    box = (x[0], y[0], x[1], y[1])
    if x[1] - x[0] < 0.01 or y[1] - y[0] < 0.01:
        box = (0.0, 0.0, float(source[1]), float(source[0]))
    found = resized(picture, *model, "bilinear", box)
    assert found.flags.writeable
    assert gap(found, by_pillow(picture, *model, "bilinear", box)) <= 1


@pytest.mark.parametrize("shape", [(375, 500), (500, 375), (90, 160)])
def test_both_take_the_height_first_so_hardly_a_value_differs(shape):
    picture = drawn("noise", *shape)
    by_both = by_pillow(picture, 224, 224, "bilinear", (0.0, 0.0, float(shape[1]), float(shape[0])))
    assert np.mean(resized(picture, 224, 224, "bilinear") != by_both) < 0.01


@pytest.mark.parametrize(("old", "new"), [(7, 3), (3, 7), (500, 24), (1, 5), (5, 1), (24, 24)])
def test_a_row_is_the_mean_under_a_triangle(old, new):
    row = drawn("noise", 1, old, 1)
    assert np.abs(resized(row, 1, new, "bilinear")[0] - by_hand(row[0], new)).max() <= 0.51


def test_an_even_picture_stays_as_it_is():
    for level in range(256):
        picture = np.full((37, 53), level, np.uint8)
        assert (resized(picture, 20, 71, "bilinear", (0.3, 0.7, 50.1, 30.9)) == level).all()


@pytest.mark.parametrize("interpolation", ["bicubic", "lanczos", "nearest"])
def test_what_would_differ_by_more_stays_with_pillow(interpolation):
    picture = drawn("black and white", 90, 60)
    box = (1.5, 2.5, 58.0, 88.0)
    assert (
        gap(resized(picture, 30, 40, interpolation, box), by_pillow(picture, 30, 40, interpolation, box)) == 0
    )


@pytest.mark.parametrize("interpolation", ["bicubic", "lanczos", "nearest"])
def test_the_resizer_is_told_by_name_and_version(interpolation):
    pytest.importorskip("cykooz_resizer", reason=NOT_HERE)
    assert resizer_of("bilinear") == f"cykooz-resizer {version('cykooz-resizer')}"
    assert resizer_of(interpolation) == f"pillow {version('pillow')}"


@pytest.mark.parametrize("shape", [(1, 60_000), (60_000, 1), (2, 9000), (9000, 2), (1, 1)])
def test_extreme_pictures_are_within_1_too(shape):
    picture = drawn("black and white", *shape)
    whole = (0.0, 0.0, float(shape[1]), float(shape[0]))
    for model in ((1, 1), (224, 224), (1, 300), (300, 1)):
        assert gap(resized(picture, *model, "bilinear"), by_pillow(picture, *model, "bilinear", whole)) <= 1


@pytest.mark.parametrize("shape", [(75, 100), (3, 5), (40, 700)])
@pytest.mark.parametrize("channels", [1, 3])
def test_simd_changes_no_byte(monkeypatch, shape, channels):
    cykooz_resizer = pytest.importorskip("cykooz_resizer", reason=NOT_HERE)
    picture = drawn("noise", *shape, channels)
    expected = [resized(picture, side, 50, "bilinear") for side in (20, 200)]

    class Plain(cykooz_resizer.Resizer):
        def __init__(self) -> None:
            super().__init__()
            self.cpu_extensions = cykooz_resizer.CpuExtensions.none

    monkeypatch.setattr(cykooz_resizer, "Resizer", Plain)
    found = [resized(picture, side, 50, "bilinear") for side in (20, 200)]
    assert all((a == b).all() for a, b in zip(found, expected, strict=True))


def test_threads_get_the_same_bytes():
    pictures = [drawn("noise", 100 + i, 300 - i) for i in range(40)]
    expected = [resized(picture, 64, 64, "bilinear") for picture in pictures]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda picture: resized(picture, 64, 64, "bilinear"), pictures * 5))
    assert all((a == b).all() for a, b in zip(found, expected * 5, strict=True))


def test_channels_are_resized_as_grey_is():
    grey = drawn("noise", 90, 70, 1)
    colour = resized(np.repeat(grey[:, :, None], 3, axis=2), 33, 44, "bilinear")
    assert all((colour[:, :, channel] == resized(grey, 33, 44, "bilinear")).all() for channel in range(3))


def test_turned_and_mirrored_views_are_read_as_they_look():
    picture = drawn("noise", 40, 60)
    for view in (picture[::-1], picture[:, ::-1], np.rot90(picture), picture[::2, 1::3]):
        assert (resized(view, 20, 20, "bilinear") == resized(view.copy(), 20, 20, "bilinear")).all()


def test_the_same_size_is_a_copy():
    picture = drawn("noise", 40, 60)
    found = resized(picture, 40, 60, "bilinear")
    assert (found == picture).all()
    assert not np.shares_memory(found, picture)


def test_without_the_package_pillow_resizes():
    program = """
import sys
sys.modules["cykooz_resizer"] = None  # as where there is no wheel: the import fails
import numpy as np
from huoyan.images.resize import by_pillow, resized, resizer_of
picture = np.random.default_rng(0).integers(0, 256, (90, 60, 3), dtype=np.uint8)
assert (resized(picture, 30, 40, "bilinear") == by_pillow(picture, 30, 40, "bilinear", (0, 0, 60, 90))).all()
print(resizer_of("bilinear"))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("pillow ")
