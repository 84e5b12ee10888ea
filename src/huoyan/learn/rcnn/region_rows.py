"""Regions of training pictures as rows to learn from: their features, and which true boxes they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.overlap import overlaps


@dataclass(frozen=True, slots=True, eq=False)
class RegionTruths:
    """What regions (n, 4) of one picture cover.

    labels: int64 (n,), the class of the true box that each overlaps most, and `nearest`, float64 (n, 4), that
    box; of a picture without things class 0 and the region itself. overlap: float64 (n,), by how much, IoU.
    true: bool (n,), a true box itself. crowded: bool (n,), another one, mostly within a crowd.
    """

    labels: np.ndarray
    nearest: np.ndarray
    overlap: np.ndarray
    crowded: np.ndarray
    true: np.ndarray


def region_truths(regions: np.ndarray, truth: np.ndarray, true: np.ndarray) -> RegionTruths:
    """truth: rows of `Boxes`, (m, 6): label, xyxy in the pixels of `regions`, crowd. true: bool (n,)."""
    crowd = truth[:, 5] > 0
    things, crowds = truth[~crowd], truth[crowd]
    within = overlaps(regions, crowds[:, 1:5], np.ones(len(crowds), bool))
    crowded = (within.max(axis=1, initial=0.0) >= 0.5) & ~true
    if not len(things):
        n = len(regions)
        return RegionTruths(np.zeros(n, np.int64), regions, np.zeros(n), crowded, true)
    shared = overlaps(regions, things[:, 1:5])
    best = shared.argmax(axis=1)
    return RegionTruths(
        things[best, 0].astype(np.int64), things[best, 1:5], shared.max(axis=1), crowded, true
    )


@dataclass(frozen=True, slots=True, eq=False)
class RegionRows:
    """Rows of all pictures: features float32 (N, D), boxes float64 (N, 4), xyxy in pixels of the network's
    picture, pictures int64 (N,), the number of each row's picture, and what they cover.
    """

    features: np.ndarray
    boxes: np.ndarray
    pictures: np.ndarray
    truths: RegionTruths

    @classmethod
    def joined(
        cls, features: np.ndarray, boxes: Sequence[np.ndarray], truths: Sequence[RegionTruths]
    ) -> RegionRows:
        """Of pictures in their order; the features are of all their boxes."""
        pictures = np.repeat(np.arange(len(boxes)), [len(each) for each in boxes])
        names = RegionTruths.__dataclass_fields__
        whole = RegionTruths(*(np.concatenate([getattr(each, name) for each in truths]) for name in names))
        return cls(features, np.concatenate(boxes), pictures, whole)

    def take(self, rows: np.ndarray) -> RegionRows:
        names = RegionTruths.__dataclass_fields__
        truths = RegionTruths(*(getattr(self.truths, name)[rows] for name in names))
        return RegionRows(self.features[rows], self.boxes[rows], self.pictures[rows], truths)
