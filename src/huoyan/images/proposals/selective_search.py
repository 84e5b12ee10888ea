"""Selective search: boxes in which things may be, from segments of several kinds, the likeliest first.

Uijlings, van de Sande, Gevers, Smeulders: Selective Search for Object Recognition (2013).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from huoyan.images.proposals.grouping import Likeness, grouped
from huoyan.images.proposals.segments import COLOURS, Colour, described, segmented
from huoyan.words import Message

# Two ways in which segments are compared, as in the paper's "fast" search.
LIKENESSES = (Likeness(), Likeness(colour=0))


@dataclass(frozen=True, slots=True)
class SelectiveSearch:
    """side: pixels of the longer side in which is searched. segmentations: of each its colour space and the
    scale of Felzenszwalb's; least: pixels of a segment. thing: the shortest side of a box that is kept, in
    pixels of that picture. alike: a box that overlaps one before it by more is left out. most: boxes of a
    picture.
    """

    side: int = 256
    segmentations: tuple[tuple[Colour, float], ...] = (("lab", 50.0), ("hsv", 50.0), ("hsv", 150.0))
    least: int = 40
    thing: int = 6
    alike: float = 0.75
    most: int = 400

    def __post_init__(self) -> None:
        """Raises ValueError for values that search nothing, as a damaged file may have them."""
        whole = min(self.side, self.least, self.thing, self.most) >= 1
        positive = self.segmentations and all(0 < scale < math.inf for _, scale in self.segmentations)
        if not (whole and positive and 0 < self.alike <= 1):
            raise ValueError(Message("proposals.search", values=repr(self)))

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 RGB (H, W, 3) to boxes in its pixels, float64 (n, 4), xyxy, no two the same.

        Equal pictures give equal boxes. Raises MissingExtra where scikit-image is not installed.
        """
        height, width = pixels.shape[:2]
        shrink = min(1.0, self.side / max(height, width))
        sides = max(1, round(width * shrink)), max(1, round(height * shrink))
        small = cv2.resize(pixels, sides, interpolation=cv2.INTER_AREA)
        boxes = ranked(self._hierarchies(small), self.thing)
        boxes = distinct(boxes, self.alike, self.most)
        return np.asarray(boxes * (np.array([width, height, width, height]) / np.array(sides * 2)))

    def _hierarchies(self, small: np.ndarray) -> list[np.ndarray]:
        area, found = float(small.shape[0] * small.shape[1]), []
        for colour, scale in self.segmentations:
            seen = cv2.cvtColor(small, COLOURS[colour])
            segments = described(seen, segmented(seen, scale, self.least))
            found += [grouped(segments, likeness, area) for likeness in LIKENESSES]
        return found


def ranked(hierarchies: Sequence[np.ndarray], thing: int) -> np.ndarray:
    """The boxes of all hierarchies, each once, int64 (n, 4).

    What was joined last comes first, but by chance, so that not all large boxes do: the paper's order, with
    the same numbers for every picture.
    """
    rng = np.random.default_rng(0)
    ranks = [rng.random(len(each)) * np.arange(len(each), 0, -1) for each in hierarchies]
    order = np.argsort(np.concatenate(ranks), kind="stable")
    boxes = np.concatenate(hierarchies)[order]
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2]).min(axis=1) >= thing]
    _, first = np.unique(boxes, axis=0, return_index=True)
    return np.asarray(boxes[np.sort(first)])


def distinct(boxes: np.ndarray, alike: float, most: int) -> np.ndarray:
    """The first `most` boxes (n, 4) that overlap none before them by more than `alike`."""
    kept = np.empty((0, 4), boxes.dtype)
    areas = np.empty(0)
    for box in boxes:
        area = float((box[2] - box[0]) * (box[3] - box[1]))
        sides = np.minimum(kept[:, 2:], box[2:]) - np.maximum(kept[:, :2], box[:2])
        common = sides.clip(min=0).prod(axis=1)
        if not (common > alike * (areas + area - common)).any():
            kept, areas = np.concatenate([kept, box[None]]), np.append(areas, area)
            if len(kept) == most:
                break
    return kept
