"""Data sets with boxes, made in memory: things on even ground whose places are known."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from PIL import Image

from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture

CLASSES = ("car", "狗")
CAR, DOG = 0, 1


def ground(seed: int, height: int = 240, width: int = 320) -> np.ndarray:
    """An uneven ground, uint8 (height, width, 3), that no other seed gives."""
    coarse = np.random.default_rng(seed).integers(60, 196, (7, 9, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)).copy()


def with_things(pixels: np.ndarray, boxes: Sequence[Box]) -> np.ndarray:
    """A copy in which each box holds a thing: a car is bright with a dark roof, a dog dark with a light."""
    drawn = pixels.copy()
    for box in boxes:
        xmin, ymin, xmax, ymax = (round(side) for side in box.xyxy)
        inner, outer = (20, 245) if box.index == CAR else (250, 10)
        width, height = xmax - xmin, ymax - ymin
        drawn[ymin:ymax, xmin:xmax] = outer
        drawn[ymin + height // 4 : ymax - height // 3, xmin + width // 3 : xmax - width // 5] = inner
    return drawn


def boxed(
    source: str,
    boxes: Sequence[Box] = (),
    pixels: np.ndarray | None = None,
    split: Split | None = None,
    group: str | None = None,
) -> Sample:
    """A sample with boxes; by default its picture shows nothing and is that of no other source."""
    picture = PixelPicture(ground(zlib.crc32(source.encode())) if pixels is None else pixels)
    return Sample(source, Boxes(tuple(boxes)), picture, split, group)


def boxed_data(*samples: Sample, classes: tuple[str, ...] = CLASSES) -> Dataset:
    return Dataset("街 道", classes, samples, kind="boxes")
