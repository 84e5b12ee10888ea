"""All boxes of a data set as columns, and chosen ones of them as a finding tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.data.check.boxes.summary import BoxSummary
from huoyan.data.check.look.glance import Glance
from huoyan.data.dataset import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class BoxRows:
    """The boxes of the pictures that could be read, in the order of the data; B of them.

    sample, index: int64 (B,), rows of the data set and of its classes; xyxy: float64 (B, 4); crowd: bool
    (B,); size: float64 (B, 2), width and height of the picture.
    """

    sample: np.ndarray
    index: np.ndarray
    xyxy: np.ndarray
    crowd: np.ndarray
    size: np.ndarray

    def __len__(self) -> int:
        return len(self.sample)

    @property
    def inside(self) -> np.ndarray:
        """The part of each box that lies in its picture, float64 (B, 4); nothing of one beside it."""
        corners = self.xyxy.reshape(-1, 2, 2)
        return np.asarray(np.clip(corners, 0, self.size[:, None]).reshape(-1, 4))

    @property
    def sides(self) -> np.ndarray:
        """Width and height of what lies in the picture, float64 (B, 2)."""
        inside = self.inside
        return np.asarray(np.maximum(inside[:, 2:] - inside[:, :2], 0))

    @property
    def at_edge(self) -> np.ndarray:
        """Whether a box ends where its picture does, so that the thing may go on, bool (B,)."""
        low, high = self.xyxy[:, :2], self.size - self.xyxy[:, 2:]
        return np.asarray((np.minimum(low, high) <= 1).any(axis=1))

    def take(self, rows: np.ndarray) -> BoxRows:
        return BoxRows(
            self.sample[rows], self.index[rows], self.xyxy[rows], self.crowd[rows], self.size[rows]
        )

    def of_picture(self, sample: int) -> np.ndarray:
        """Rows of the boxes of a sample: they lie together."""
        return np.arange(*np.searchsorted(self.sample, (sample, sample + 1)))


def box_rows(dataset: Dataset, seen: Glance) -> BoxRows:
    targets = dataset.targets()
    sample = targets[:, 0].astype(np.int64)
    size = np.stack([seen.width, seen.height], axis=1).astype(np.float64)[sample]
    rows = BoxRows(sample, targets[:, 1].astype(np.int64), targets[:, 2:6], targets[:, 6] > 0, size)
    return rows.take(np.isin(sample, seen.readable))


def summary(dataset: Dataset, boxes: BoxRows) -> BoxSummary:
    sides = boxes.sides / boxes.size.max(axis=1, keepdims=True)
    return BoxSummary(boxes_of_classes(dataset), boxes.index, sides[:, 0], sides[:, 1])


def boxes_of_classes(dataset: Dataset) -> dict[str, int]:
    """Boxes a class, in class order."""
    found = np.bincount(dataset.targets()[:, 1].astype(np.int64), minlength=len(dataset.classes))
    return dict(zip(dataset.classes, found.tolist(), strict=True))


def told_boxes(dataset: Dataset, boxes: BoxRows) -> list[dict[str, Any]]:
    """As JSON has them: path, label and sides."""
    return [
        told_box(dataset, at, index, xyxy)
        for at, index, xyxy in zip(
            boxes.sample.tolist(), boxes.index.tolist(), boxes.xyxy.tolist(), strict=True
        )
    ]


def told_box(dataset: Dataset, at: int, index: int, xyxy: Iterable[float]) -> dict[str, Any]:
    sides = zip(("xmin", "ymin", "xmax", "ymax"), (round(side, 2) for side in xyxy), strict=True)
    return {"path": dataset.samples[at].source, "label": dataset.classes[index], "box": dict(sides)}


def sources(dataset: Dataset, samples: Iterable[int]) -> tuple[str, ...]:
    """Of each picture once, in this order."""
    return tuple(dataset.samples[at].source for at in dict.fromkeys(samples))
