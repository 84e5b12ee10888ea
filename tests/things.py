"""Data to find things in: small pictures with bright squares and dark bars on noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture

SIDE, CLASSES = 64, ("square", "bar")
PARTS: Sequence[Split] = ("train", "val", "train", "test")
# A detector that such pictures are enough for, and how it is trained.
TINY: dict[str, Any] = {
    "model": "yolo",
    "options": {
        "widths": [8, 8, 16, 16, 16], "depths": [1, 1, 1, 1], "neck": [16, 16, 16], "head": 16, "bins": 4,
    },
    "size": SIDE, "batch": 8, "threads": 1, "seed": 1,
}  # fmt: skip


def things(n: int = 40, seed: int = 0, most: int = 2) -> Dataset:
    """Of n pictures half are to train on; the first of every eight shows nothing."""
    rng = np.random.default_rng(seed)
    samples = []
    for at in range(n):
        pixels, boxes = picture(rng, 0 if at % 8 == 0 else 1 + int(rng.integers(most)))
        samples.append(Sample(f"{at}.png", Boxes(boxes), PixelPicture(pixels), PARTS[at % 4]))
    return Dataset("things", CLASSES, tuple(samples), "boxes")


def picture(rng: np.random.Generator, count: int) -> tuple[np.ndarray, tuple[Box, ...]]:
    """uint8 (64, 64, 3), and at most `count` things that do not touch."""
    pixels = rng.integers(90, 130, (SIDE, SIDE, 3)).astype(np.uint8)
    taken = np.zeros((SIDE, SIDE), bool)
    boxes = []
    for _ in range(count):
        which, side = int(rng.integers(2)), int(rng.integers(14, 22))
        width, height = (side, side) if which == 0 else (side, side // 2)
        x, y = int(rng.integers(SIDE - width)), int(rng.integers(SIDE - height))
        if taken[y : y + height, x : x + width].any():
            continue
        taken[y : y + height, x : x + width] = True
        pixels[y : y + height, x : x + width] = (230, 20)[which]
        boxes.append(Box(which, x, y, x + width, y + height))
    return pixels, tuple(boxes)
