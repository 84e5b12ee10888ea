"""Boxes of a size that is odd: tiny, huge, thin, or far from that of all others of their class."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from huoyan.data.check.boxes.box_rows import BoxRows, sources, told_boxes
from huoyan.data.check.finding import Finding
from huoyan.data.check.look.odd_pictures import USUAL
from huoyan.data.dataset import Dataset
from huoyan.words import Message, counted

# The finest grid of a detector has a cell for 8 x 8 pixels, and pictures are usually shown to it at 640: a
# side that is shorter there takes less than a cell.
CELL, SHOWN_AT = 8, 640
WHOLE = 0.95  # of the picture's area
THIN = 15.0  # longer to shorter side
# Robust deviations (1.48 times the median one) of log size or log aspect from the middle of the class, where
# it has so many boxes. Of normal ones one in two millions is beyond.
FAR, LEAST = 5.0, 30


def odd_boxes(dataset: Dataset, boxes: BoxRows) -> Iterator[Finding]:
    """Findings of the kind odd-box; `detail["why"]`: tiny, whole, thin or unlike."""
    for why, (which, order) in oddly_sized(boxes).items():
        rows = np.flatnonzero(which)
        usual = why == "whole" and len(rows) > USUAL * len(boxes)
        if not len(rows) or usual:
            continue
        found = boxes.take(rows[np.argsort(order[rows], kind="stable")])
        yield Finding(
            "odd-box",
            "note",
            Message(
                f"finding.size_{why}",
                boxes=counted(len(found), "box"),
                share=len(found) / len(boxes),
                cell=CELL,
                shown_at=SHOWN_AT,
                whole=WHOLE,
                thin=THIN,
            ),
            sources(dataset, found.sample.tolist()),
            {"why": why, "boxes": told_boxes(dataset, found)},
        )


def oddly_sized(boxes: BoxRows) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Which boxes are how, bool (B,), and by what they are ordered, the oddest having the least.

    Boxes without an area have no size to be odd.
    """
    sides = boxes.sides
    some = (sides > 0).all(axis=1) & ~boxes.crowd
    shorter, longer = sides.min(axis=1), sides.max(axis=1)
    scaled = shorter * SHOWN_AT / boxes.size.max(axis=1)
    share = sides.prod(axis=1) / boxes.size.prod(axis=1)
    aspect = longer / np.maximum(shorter, 1e-9)
    far = unlike_its_class(boxes, some)
    tiny, whole, thin = some & (scaled < CELL), some & (share >= WHOLE), some & (aspect > THIN)
    return {
        "tiny": (tiny, scaled),
        "whole": (whole, -share),
        "thin": (thin & ~tiny, -aspect),
        "unlike": ((far > FAR) & ~tiny & ~thin & ~boxes.at_edge, -far),
    }


def unlike_its_class(boxes: BoxRows, which: np.ndarray) -> np.ndarray:
    """How many robust deviations each box is from the middle of its class, float64 (B,); 0 where unknown."""
    answer = np.zeros(len(boxes))
    relative = np.maximum(boxes.sides, 1e-9) / boxes.size.max(axis=1, keepdims=True)
    logs = np.log(np.stack([relative.prod(axis=1) ** 0.5, relative[:, 0] / relative[:, 1]], axis=1))
    for index in np.unique(boxes.index[which]):
        rows = np.flatnonzero(which & (boxes.index == index))
        if len(rows) < LEAST:
            continue
        away = np.abs(logs[rows] - np.median(logs[rows], axis=0))
        # Things of one fixed size would make every rounding odd: 5 % is none.
        deviation = np.maximum(1.48 * np.median(away, axis=0), 0.05)
        answer[rows] = (away / deviation).max(axis=1)
    return answer
