"""Things found in overlapping parts of one picture, put together: each once, and whole where it was cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.metrics.detection.overlap import areas, overlaps, shared
from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.found_boxes import FoundBoxes

# A box that ends within so much of its part's side from an edge inside the picture was cut there.
AT_EDGE = 0.01
# A cut box of which so much lies in a surer or a whole one is a piece of that.
PIECE = 0.5
# Cut boxes go on in one another where their extents along the edge overlap by so much.
SAME_EXTENT = 0.5
# Where a network gives each thing of a part once, boxes of two parts that overlap by more are one thing.
ONE_THING = 0.5


@numpy_as_usual()
def joined(parts: Sequence[FoundBoxes], windows: np.ndarray, nms_iou: float | None, most: int) -> FoundBoxes:
    """The surest `most` of what was found in each part, boxes in pixels of the whole.

    windows: (n, 4), xyxy of the parts. Whole boxes are preferred to such that a part's edge has cut; these go
    where a whole one covers them, and what is left of them is joined across the edges.
    """
    at = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    every = FoundBoxes(
        np.concatenate([part.boxes for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.classes for part in parts]),
    )
    cut = cut_sides(every.boxes, windows[at], windows)
    order = np.lexsort((-every.scores, cut.any(axis=1)))
    kept = order[_each_once(every.rows(order), cut[order], nms_iou or ONE_THING)]
    whole = _across_edges(every.rows(kept), cut[kept])
    return whole.rows(np.argsort(-whole.scores, kind="stable")[:most])


def cut_sides(boxes: np.ndarray, own: np.ndarray, windows: np.ndarray) -> np.ndarray:
    """bool (n, 4): which sides of each box lie at an edge of its own part inside the picture."""
    low, high = windows[:, :2].min(axis=0), windows[:, 2:].max(axis=0)
    margin = AT_EDGE * (own[:, 2:] - own[:, :2])
    before = (boxes[:, :2] <= own[:, :2] + margin) & (own[:, :2] > low)
    behind = (boxes[:, 2:] >= own[:, 2:] - margin) & (own[:, 2:] < high)
    return np.concatenate([before, behind], axis=1)


def _each_once(given: FoundBoxes, cut: np.ndarray, most_iou: float) -> np.ndarray:
    """Indices of those that stay; the first come first. cut: (n, 4)."""
    pieces: np.ndarray = np.any(cut, axis=1)
    left, kept = np.arange(len(given)), []
    while len(left):
        first, left = left[0], left[1:]
        kept.append(first)
        one, others = given.boxes[first][None], given.boxes[left]
        alike = given.classes[left] == given.classes[first]
        doubled = overlaps(one, others)[0] > most_iou
        piece = pieces[left] & (shared(one, others)[0] > PIECE * areas(others))
        left = left[~(alike & (doubled | piece))]
    return np.array(kept, np.int64)


def _across_edges(given: FoundBoxes, cut: np.ndarray) -> FoundBoxes:
    """Boxes that were cut on facing sides and go on in one another become one, as sure as the surer."""
    boxes, cut, stays = given.boxes.copy(), cut.copy(), np.ones(len(given), bool)
    for one in np.flatnonzero(np.any(cut, axis=1)).tolist():
        while len(others := _continuing(one, boxes, cut, stays & (given.classes == given.classes[one]))):
            other = others[0]
            further = np.concatenate([boxes[other, :2] < boxes[one, :2], boxes[other, 2:] > boxes[one, 2:]])
            boxes[one] = np.where(further, boxes[other], boxes[one])
            cut[one] = np.where(further, cut[other], cut[one])
            stays[other] = False
    return FoundBoxes(boxes, given.scores, given.classes).rows(np.flatnonzero(stays))


def _continuing(one: int, boxes: np.ndarray, cut: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Indices of `among` that go on where the box `one` was cut."""
    if not among[one]:
        return np.empty(0, np.int64)
    common = np.minimum(boxes[one, 2:], boxes[:, 2:]) - np.maximum(boxes[one, :2], boxes[:, :2])
    either = np.maximum(boxes[one, 2:], boxes[:, 2:]) - np.minimum(boxes[one, :2], boxes[:, :2])
    alike = common >= SAME_EXTENT * either
    facing = (cut[one] & np.roll(cut, 2, axis=1)).reshape(-1, 2, 2).any(axis=1)  # in x, in y
    goes_on = (common > 0).all(axis=1) & (facing & alike[:, ::-1]).any(axis=1) & among
    goes_on[one] = False
    return np.flatnonzero(goes_on)
