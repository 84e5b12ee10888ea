"""A picture cut into segments of like colour, and what each is like: size, place, colours and textures."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

import cv2
import numpy as np

from huoyan.errors import MissingExtra
from huoyan.words import Message

COLOUR_BINS, TEXTURE_BINS, DIRECTIONS = 25, 10, 8
BLUR = 0.8  # as Felzenszwalb and Huttenlocher have it
# The largest slope that a texture tells from larger ones, of the 255 that a pixel may differ.
STEEPEST = 128.0
Colour = Literal["lab", "hsv"]
COLOURS: dict[Colour, int] = {"lab": cv2.COLOR_RGB2LAB, "hsv": cv2.COLOR_RGB2HSV}


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Of n segments: sizes float64 (n,), pixels; boxes int64 (n, 4), xyxy; colours and textures float32
    (n, 75) and (n, 240), histograms of sum 1; touching: bool (n, n), which have pixels side by side.
    """

    sizes: np.ndarray
    boxes: np.ndarray
    colours: np.ndarray
    textures: np.ndarray
    touching: np.ndarray


def check_installed() -> None:
    """Raises MissingExtra where what cuts pictures into segments is not there."""
    if find_spec("skimage") is None:
        raise MissingExtra("scikit-image", "rcnn", Message("proposals.needed_for"))


def segmented(pixels: np.ndarray, scale: float, least: int) -> np.ndarray:
    """int64 (H, W), the number of each pixel's segment, by Felzenszwalb and Huttenlocher (2004).

    pixels: uint8 (H, W, 3), of any colour space. scale: the larger, the larger segments; least: pixels of
    one. Raises MissingExtra where scikit-image is not installed.
    """
    check_installed()
    from skimage.segmentation import felzenszwalb

    return np.asarray(felzenszwalb(pixels, scale=scale, sigma=BLUR, min_size=least), np.int64)


def described(pixels: np.ndarray, numbers: np.ndarray) -> Segments:
    """pixels: uint8 (H, W, 3), in the colour space of the histograms; numbers: of `segmented`."""
    n = int(numbers.max()) + 1
    return Segments(
        np.bincount(numbers.ravel(), minlength=n).astype(np.float64),
        _boxes(numbers, n),
        _histograms(numbers, n, _levels(pixels, 256.0, COLOUR_BINS), COLOUR_BINS),
        _histograms(numbers, n, _levels(_slopes(pixels), STEEPEST, TEXTURE_BINS), TEXTURE_BINS),
        _touching(numbers, n),
    )


def _slopes(pixels: np.ndarray) -> np.ndarray:
    """How steeply each channel rises in each of eight directions, float32 (H, W, 24)."""
    smooth = cv2.GaussianBlur(pixels, (0, 0), 1.0).astype(np.float32)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=0.25)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=0.25)
    angles = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    rising = [np.cos(angle) * across + np.sin(angle) * down for angle in angles]
    return np.asarray(np.maximum(np.concatenate(rising, axis=2), 0))


def _levels(values: np.ndarray, most: float, bins: int) -> np.ndarray:
    """Which of `bins` equal parts of 0..most each value is in."""
    return np.minimum((values * (bins / most)).astype(np.int64), bins - 1)


def _histograms(numbers: np.ndarray, n: int, levels: np.ndarray, bins: int) -> np.ndarray:
    """Of each channel of `levels` (H, W, C), side by side, of sum 1: float32 (n, C * bins)."""
    starts = numbers.ravel() * bins
    planes = levels.reshape(-1, levels.shape[2]).T
    counts = [np.bincount(starts + plane, minlength=n * bins).reshape(n, bins) for plane in planes]
    together = np.concatenate(counts, axis=1).astype(np.float32)
    return np.asarray(together / together.sum(axis=1, keepdims=True))


def _boxes(numbers: np.ndarray, n: int) -> np.ndarray:
    rows, columns = np.indices(numbers.shape)
    boxes = np.empty((n, 4), np.int64)
    boxes[:, :2], boxes[:, 2:] = max(numbers.shape), 0
    flat = numbers.ravel()
    for axis, at in enumerate((columns.ravel(), rows.ravel())):
        np.minimum.at(boxes[:, axis], flat, at)
        np.maximum.at(boxes[:, axis + 2], flat, at + 1)
    return boxes


def _touching(numbers: np.ndarray, n: int) -> np.ndarray:
    touching = np.zeros((n, n), bool)
    for one, other in ((numbers[:, 1:], numbers[:, :-1]), (numbers[1:], numbers[:-1])):
        touching[one, other] = touching[other, one] = True
    np.fill_diagonal(touching, False)
    return touching
