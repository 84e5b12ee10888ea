"""Copies of one picture whose boxes differ: what has a box in one copy only was forgotten in the other, or
is none.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from huoyan.data.check.boxes.box_rows import BoxRows, sources, told_boxes
from huoyan.data.check.boxes.seen_twice import grey_pixels, shown_there
from huoyan.data.check.copies.alignment import compare_aligned
from huoyan.data.check.copies.duplicates import Matches
from huoyan.data.check.finding import Finding
from huoyan.data.check.look.glance import Glance
from huoyan.data.dataset import Dataset
from huoyan.metrics.detection.overlap import overlaps
from huoyan.words import Listed, Message, counted

# One thing has boxes that share so much in two copies; alignment by small copies costs small boxes more, so
# middles as near as this, of the picture's longer side, are as good.
SHARED, NEAR = 0.4, 0.03
# Nearer than this to the edge of what both copies show, in shares of the side, a crop explains it.
EDGE = 0.05


def differing_copies(dataset: Dataset, seen: Glance, boxes: BoxRows, matches: Matches) -> Iterator[Finding]:
    """Findings of the kind contradiction; `detail["boxes"]`: those that have no partner."""
    still = np.zeros(4, np.float32)
    for group in matches.exact:
        pairs = [(group[0], other) for other in group[1:] if other not in seen.failures]
        alone = np.unique([row for pair in pairs for row in partnerless(boxes, pair, still)])
        if len(alone):
            yield _finding(dataset, group, boxes.take(alone.astype(np.int64)), "duplicate")
    pairs = [(int(i), int(j)) for i, j in (*matches.near, *matches.edited)]
    if pairs:
        warps = compare_aligned(seen.grey, np.array(pairs)).warp
        for pair, warp in zip(pairs, warps, strict=True):
            alone = _in_both(dataset, boxes, pair, warp, partnerless(boxes, pair, warp))
            if len(alone):
                yield _finding(dataset, pair, boxes.take(alone), "near-duplicate")


def partnerless(boxes: BoxRows, pair: tuple[int, int], warp: np.ndarray) -> np.ndarray:
    """Rows of boxes of either of two samples that have no box of their class at their place in the other.

    warp: (4,), as `alignment` lays the first on the second: x scale - 1, x shift and the same of y.
    """
    one, other = (boxes.of_picture(at) for at in pair)
    scale, shift = 1 + warp[[0, 2]], warp[[1, 3]]
    first = _centred(boxes.take(one))
    second = (_centred(boxes.take(other)).reshape(-1, 2, 2) * scale + shift).reshape(-1, 4)
    alike = boxes.index[one][:, None] == boxes.index[other]
    middles = [(each[:, :2] + each[:, 2:]) / 2 for each in (first, second)]
    apart = np.abs(middles[0][:, None] - middles[1]).max(axis=2) / 2
    met = alike & ((overlaps(first, second) >= SHARED) | (apart <= NEAR))
    # What both show, seen from the first: -1..1 of itself and of the other.
    low, high = np.maximum(-1, shift - scale) + 2 * EDGE, np.minimum(1, shift + scale) - 2 * EDGE
    if not warp.any():
        low, high = np.full(2, -np.inf), np.full(2, np.inf)
    shown = [((each >= low) & (each <= high)).all(axis=1) for each in middles]
    return np.concatenate([one[~met.any(axis=1) & shown[0]], other[~met.any(axis=0) & shown[1]]])


def _in_both(
    dataset: Dataset, boxes: BoxRows, pair: tuple[int, int], warp: np.ndarray, alone: np.ndarray
) -> np.ndarray:
    """Of such rows those of things that the other picture shows at the same place, too: pictures that agree
    but for what moved are two frames of one camera.
    """
    if not len(alone):
        return alone
    one, other = (grey_pixels(dataset.samples[at]) for at in pair)
    if one is None or other is None:
        return alone[:0]
    scale, shift = np.tile(1 + warp[[0, 2]], 2), np.tile(warp[[1, 3]], 2)
    answer = []
    for row, box in zip(alone.tolist(), _centred(boxes.take(alone)), strict=True):
        if boxes.sample[row] == pair[0]:
            there = shown_there(one, box, other, (box - shift) / scale)
        else:
            there = shown_there(other, box, one, box * scale + shift)
        if there:
            answer.append(row)
    return np.array(answer, np.int64)


def _centred(boxes: BoxRows) -> np.ndarray:
    """Boxes in half sides from the middle of their picture, float64 (B, 4)."""
    return np.asarray((boxes.xyxy.reshape(-1, 2, 2) / boxes.size[:, None] * 2 - 1).reshape(-1, 4))


def _finding(dataset: Dataset, group: tuple[int, ...], alone: BoxRows, how: str) -> Finding:
    names = dict.fromkeys(dataset.classes[index] for index in alone.index.tolist())
    return Finding(
        "contradiction",
        "warning",
        Message(
            "finding.contradiction_boxes",
            boxes=counted(len(alone), "box"),
            names=Listed([Message("classes.named", name=name) for name in names], 3),
        ),
        sources(dataset, group),
        {"how": how, "boxes": told_boxes(dataset, alone)},
    )
