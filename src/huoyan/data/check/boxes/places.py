"""Boxes that lie where nothing can: without an area, outside of their picture, or beyond its edge."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from huoyan.data.check.boxes.box_rows import BoxRows, sources, told_boxes
from huoyan.data.check.finding import Finding
from huoyan.data.dataset import Dataset
from huoyan.words import Message, counted

# A box may leave its picture by this much, in pixels: tools round, and count from 0 or from 1.
SLACK = 1.0


def outside_boxes(dataset: Dataset, boxes: BoxRows) -> Iterator[Finding]:
    """Findings of the kind outside-box; `detail["why"]`: empty, outside or beyond."""
    for why, which in misplaced(boxes).items():
        if which.any():
            found = boxes.take(which)
            yield Finding(
                "outside-box",
                "warning",
                Message(f"finding.place_{why}", boxes=counted(len(found), "box has")),
                sources(dataset, found.sample.tolist()),
                {"why": why, "boxes": told_boxes(dataset, found)},
            )


def misplaced(boxes: BoxRows) -> dict[str, np.ndarray]:
    """Which boxes are how, bool (B,); each is one of these at most."""
    own = boxes.xyxy[:, 2:] - boxes.xyxy[:, :2]
    empty = (own <= 0).any(axis=1) | ~np.isfinite(boxes.xyxy).all(axis=1)
    outside = ~empty & (boxes.sides <= 0).any(axis=1)
    left = np.abs(boxes.xyxy - boxes.inside).max(axis=1, initial=0.0)
    return {"empty": empty, "outside": outside, "beyond": ~empty & ~outside & (left > SLACK)}
