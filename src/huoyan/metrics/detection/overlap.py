"""How much boxes share, and which of those that share much are one thing found twice."""

from __future__ import annotations

import numpy as np


def areas(boxes: np.ndarray) -> np.ndarray:
    """Boxes (N, 4), xyxy, to float64 (N,); those that are turned inside out have none."""
    sides = np.asarray(boxes[:, 2:], np.float64) - boxes[:, :2]
    return np.asarray(sides.clip(min=0).prod(axis=1))


def shared(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The area that each of `one` (N, 4) has in common with each of `other` (M, 4), float64 (N, M)."""
    low = np.maximum(one[:, None, :2], other[None, :, :2]).astype(np.float64)
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    return np.asarray((high - low).clip(min=0).prod(axis=2))


def overlaps(found: np.ndarray, true: np.ndarray, crowd: np.ndarray | None = None) -> np.ndarray:
    """Intersection over union of each found box (N, 4) with each true one (M, 4), float64 (N, M) of 0..1.

    crowd: bool (M,); of those the share of the found box that lies within, as COCO counts it, for a crowd is
    larger than each of its members.
    """
    common = shared(found, true)
    own, others = areas(found)[:, None], areas(true)[None]
    whole = own + others - common
    if crowd is not None:
        whole = np.where(crowd[None], own, whole)
    return np.asarray(np.divide(common, whole, out=np.zeros_like(common), where=whole > 0))


def suppressed(boxes: np.ndarray, scores: np.ndarray, classes: np.ndarray, most_iou: float) -> np.ndarray:
    """Greedy non-maximum suppression: the rows that stay, int64 (k,), the surest first.

    boxes: (N, 4), xyxy; scores, classes: (N,). A box goes where a surer one of its class overlaps it by more
    than `most_iou`. Equally sure ones keep their order.
    """
    order = np.argsort(-scores, kind="stable")
    covered = _covered(boxes[order], classes[order], most_iou)
    stays = np.ones(len(order), bool)
    for at in np.flatnonzero(covered.any(axis=1)):
        if stays[at]:
            stays &= ~covered[at]
    return np.asarray(order[stays])


def _covered(boxes: np.ndarray, classes: np.ndarray, most_iou: float) -> np.ndarray:
    """Which box, by row, overlaps which later one of its class by more, bool (N, N).

    A side at a time, and without dividing: in a fifth of the time of `overlaps`.
    """
    xmin, ymin, xmax, ymax = np.ascontiguousarray(boxes.T, dtype=np.float64)
    common = np.minimum.outer(xmax, xmax) - np.maximum.outer(xmin, xmin)
    common.clip(min=0, out=common)
    height = np.minimum.outer(ymax, ymax) - np.maximum.outer(ymin, ymin)
    common *= height.clip(min=0, out=height)
    area = areas(boxes)
    # common > most * (area + area - common), as common / union > most
    covered = common * (1 + most_iou) > most_iou * np.add.outer(area, area)
    covered &= np.equal.outer(classes, classes)
    return np.asarray(np.triu(covered, 1))
