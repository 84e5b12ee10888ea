"""Each description gives what its paper says: hand-counted pictures, and a second, slow version."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import plain_descriptions as plain
import pytest
from test_descriptions import described, noise, scenes

from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.features.descriptions.cells import sharp, soft
from huoyan.learn.features.descriptions.lbp import uniform_patterns
from huoyan.preprocess import Preprocess

# (name, the slow version) for pictures of 40 x 27 pixels.
SLOW: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "hog": partial(plain.hog, h=7, w=7),
    "lbp": plain.lbp,
    "edges": plain.edges,
    "shape": plain.shape,
    "pixels": plain.pixels,
}
SMALL = (40, 27)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", sorted(DESCRIPTIONS))
def test_the_graph_gives_what_the_slow_version_gives(name: str, channels: int) -> None:
    slow = {**SLOW, "colour": partial(plain.colour, bins=5 if channels == 3 else 16)}
    sides = (*SMALL, channels)
    for picture in (*scenes(2, sides), *noise(1, sides)):
        expected = slow[name](picture)
        np.testing.assert_allclose(described(name, picture[None])[0], expected, atol=2e-4)


def test_a_photo_is_described_as_the_slow_version_describes_it(shared_data: Callable[[str], Path]) -> None:
    capture = cv2.VideoCapture(str(shared_data("videos/car-detection.mp4")))
    bgr = capture.read()[1]
    picture = Preprocess(72, 128)(np.ascontiguousarray(bgr[..., ::-1])).pixels
    for name, slow in {
        **SLOW,
        "hog": partial(plain.hog, h=7, w=8),
        "colour": partial(plain.colour, bins=5),
    }.items():
        np.testing.assert_allclose(described(name, picture[None])[0], slow(picture), atol=2e-4, err_msg=name)


def test_a_cell_is_the_mean_of_its_pixels_and_cut_pixels_count_by_their_share() -> None:
    np.testing.assert_allclose(sharp(5, 2), [[0.4, 0.4, 0.2, 0, 0], [0, 0, 0.2, 0.4, 0.4]], atol=1e-7)


def test_a_soft_cell_shares_pixels_with_its_neighbour() -> None:
    # Centres at 1 and 3: the pixels' centres 0.5, 1.5, 2.5, 3.5 belong to the first by 1, 3/4, 1/4, 0.
    np.testing.assert_allclose(soft(4, 2), np.array([[4, 3, 1, 0], [0, 1, 3, 4]]) / 8, atol=1e-7)


def test_of_256_patterns_58_are_uniform() -> None:
    patterns = uniform_patterns()
    assert patterns.shape == (58, 8)
    assert [0] * 8 in patterns.tolist()
    assert [1, 1, 0, 0, 0, 0, 0, 1] in patterns.tolist()
    assert [1, 0, 1, 0, 0, 0, 0, 0] not in patterns.tolist()


def test_a_vertical_edge_has_one_direction_in_hog() -> None:
    picture = np.zeros((1, 32, 32, 1), dtype=np.uint8)
    picture[:, :, 16:] = 255
    directions = described("hog", picture).reshape(13, 7, 7)[:9]
    # The gradient points to the right: 0 degrees, halfway between the directions 4 (-10) and 5 (10).
    strongest = directions.sum(axis=(1, 2))
    assert strongest[4] == pytest.approx(strongest[5])
    assert strongest[[0, 1, 2, 3, 6, 7, 8]].max() < 1e-4
    assert directions[:, :, 0].max() < 1e-5  # nothing in the leftmost cells
    assert directions[4, 3, 3] == pytest.approx(4 * 0.2 / 2)  # clipped in each of its four blocks


def test_a_flat_picture_has_the_pattern_of_all_neighbours_equal() -> None:
    shares = described("lbp", np.full((1, 20, 20, 3), 77, dtype=np.uint8)).reshape(59, 16)
    whole = np.sqrt(np.float32(1 + 1e-4)) - 1e-2
    np.testing.assert_allclose(shares[57], whole, atol=1e-6)  # 11111111 is the last uniform code
    assert np.abs(shares[:57]).max() < 1e-6


def test_brighter_pictures_of_equal_order_have_equal_patterns() -> None:
    dark = scenes(3, (40, 40, 1)) // 2
    np.testing.assert_array_equal(described("lbp", dark), described("lbp", dark + np.uint8(50)))


def test_a_colour_between_two_bins_is_shared_by_them() -> None:
    picture = np.zeros((1, 16, 16, 3), dtype=np.uint8)
    picture[..., 0] = 51  # 51 / 255 * 4 bins = 0.8
    shares = (described("colour", picture).reshape(4, 5, 5, 5)[0] + 1e-2) ** 2 - 1e-4
    assert shares[0, 0, 0] == pytest.approx(0.2, abs=1e-5)
    assert shares[1, 0, 0] == pytest.approx(0.8, abs=1e-5)
    assert shares.sum() == pytest.approx(1, abs=1e-4)


def test_turned_pictures_have_the_same_shape() -> None:
    for sides in ((48, 48, 3), (40, 25, 1)):
        pictures = np.concatenate([scenes(4, sides), noise(2, sides)])
        for quarters in (1, 2, 3):
            turned = np.ascontiguousarray(np.rot90(pictures, quarters, axes=(1, 2)))
            np.testing.assert_allclose(described("shape", turned), described("shape", pictures), atol=5e-4)


def test_a_mirrored_picture_has_the_same_shape_but_for_the_sign_of_the_seventh() -> None:
    pictures = scenes(4, (48, 48, 3))
    seven = described("shape", pictures).reshape(4, 4, 7)
    mirrored = described("shape", np.ascontiguousarray(pictures[:, :, ::-1])).reshape(4, 4, 7)
    np.testing.assert_allclose(mirrored, seven * [1, 1, 1, 1, 1, 1, -1], atol=5e-4)


def test_a_moved_shape_is_the_same_shape() -> None:
    pictures = np.zeros((2, 64, 64, 1), dtype=np.uint8)
    pictures[0, 10:30, 8:20] = pictures[1, 30:50, 40:52] = 255
    first, second = described("shape", pictures).reshape(2, 4, 7)
    np.testing.assert_allclose(second[[0, 3]], first[[0, 3]], atol=1e-3)


def test_the_moments_are_those_of_opencv() -> None:
    picture = scenes(1, (50, 50, 1))[0]
    expected = cv2.HuMoments(cv2.moments(picture[..., 0].astype(np.float64) / 255)).ravel()
    np.testing.assert_allclose(plain.hu(picture[..., 0] / 255, dot=0), expected, rtol=1e-6, atol=1e-12)


def test_a_mirrored_picture_has_mirrored_edges() -> None:
    pictures = scenes(2, (48, 48, 1))
    strengths = described("edges", pictures).reshape(2, 3, 6, 4, 4)
    mirrored = described("edges", np.ascontiguousarray(pictures[:, :, ::-1])).reshape(2, 3, 6, 4, 4)
    # Direction k is k * 30 - 90 degrees: -90 is its own mirror image, the others change sides.
    np.testing.assert_allclose(mirrored, strengths[:, :, [0, 5, 4, 3, 2, 1], :, ::-1], atol=1e-5)


def test_small_pictures_are_kept_as_they_are() -> None:
    picture = noise(1, (5, 32, 3))
    rows = described("pixels", picture).reshape(3, 5, 32)
    expected = picture[0].transpose(2, 0, 1) / 255 / np.sqrt(3 * 5 * 32)
    np.testing.assert_allclose(rows, expected, atol=1e-6)
