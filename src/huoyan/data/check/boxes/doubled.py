"""One place with two boxes: a thing that was marked twice, or that was given two names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from huoyan.data.check.boxes.box_rows import BoxRows, sources, told_boxes
from huoyan.data.check.finding import Finding
from huoyan.data.dataset import Dataset
from huoyan.metrics.detection.overlap import overlaps
from huoyan.words import Message, counted

# Two boxes of one thing that were drawn by hand differ by more than this; two neighbours, too.
SAME = 0.9  # intersection over union


def doubled_boxes(dataset: Dataset, boxes: BoxRows) -> Iterator[Finding]:
    """Findings of the kind doubled-box; `detail["why"]`: same (class) or classes (that differ).

    The boxes come in pairs. Crowds are left out: they lie over what is in them.
    """
    pairs = doubles(boxes)
    alike = boxes.index[pairs[:, 0]] == boxes.index[pairs[:, 1]]
    for why, found in (("same", pairs[alike]), ("classes", pairs[~alike])):
        if len(found):
            both = boxes.take(found.reshape(-1))
            yield Finding(
                "doubled-box",
                "warning",
                Message(f"finding.doubled_{why}", boxes=counted(len(found), "box"), share=SAME),
                sources(dataset, both.sample.tolist()),
                {"why": why, "boxes": told_boxes(dataset, both)},
            )


def doubles(boxes: BoxRows) -> np.ndarray:
    """Pairs int64 (P, 2) of boxes of one picture that lie at one place: each with the first that is there."""
    found = [np.empty((0, 2), np.int64)]
    usable = (boxes.sides > 0).all(axis=1) & ~boxes.crowd
    for at in np.unique(boxes.sample):
        rows = boxes.of_picture(int(at))
        rows = rows[usable[rows]]
        same = np.triu(overlaps(boxes.xyxy[rows], boxes.xyxy[rows]) >= SAME, 1)
        later = np.flatnonzero(same.any(axis=0))
        if not len(later):
            continue
        found.append(rows[np.stack([same[:, later].argmax(axis=0), later], axis=1)])
    return np.concatenate(found)
