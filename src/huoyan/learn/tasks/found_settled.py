"""What validation decides of a detector that is trained: when two boxes are one thing, and what is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.learn.tasks.base import Settled
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.curves import best_thresholds
from huoyan.metrics.detection.matching import matched
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.preprocess import Placement
from huoyan.tasks.base import Outputs
from huoyan.tasks.detect import Detect
from huoyan.tasks.found_boxes import found
from huoyan.words import Message

# Overlaps to choose from, the usual one first: another is taken only where it is better.
OVERLAPS = (0.65, 0.5, 0.55, 0.6, 0.7, 0.75, 0.8)
# Less sure things are no things to any figure; and pictures that the overlap is chosen on: enough for that.
LEAST, ENOUGH = 0.01, 500


def settled_detection(
    outputs: Outputs, data: Dataset, places: Sequence[Placement], overlaps: Sequence[float | None]
) -> Settled:
    """overlaps: to choose from; None where the network gives each thing once."""
    usual, labels = Detect(data.classes), len(data.classes)
    best = overlaps[0]
    if len(overlaps) > 1:
        some = np.arange(len(data))[:: max(1, len(data) // ENOUGH)]
        few = {name: found[some] for name, found in outputs.items()}
        best = _best_overlap(few, data.take(some), [places[at] for at in some], usual, overlaps)
    true = TrueThings.of(len(data), data.targets())
    matches = matched(_found(outputs, places, best, usual), true, labels)
    thresholds = best_thresholds(matches, usual.thresholds[0])
    task = Detect(data.classes, tuple(np.round(thresholds, 4).tolist()), best)
    chosen = [Message("chosen.nms")] * (len(overlaps) > 1) + [Message("chosen.thresholds")]
    return Settled(task, tuple(chosen))


def _best_overlap(
    outputs: Outputs,
    data: Dataset,
    places: Sequence[Placement],
    task: Detect,
    overlaps: Sequence[float | None],
) -> float | None:
    """By average precision."""
    true = TrueThings.of(len(data), data.targets())

    def precision(overlap: float | None) -> float:
        table = coco_table(_found(outputs, places, overlap, task), true, len(task.labels))
        return float(np.nan_to_num(table.figure("ap"), nan=-1.0))

    return max(overlaps, key=precision)


def _found(outputs: Outputs, places: Sequence[Placement], nms_iou: float | None, task: Detect) -> FoundThings:
    least = np.full(len(task.labels), LEAST)
    each = found(outputs, places, nms_iou=nms_iou, least=least, most=task.most)
    return FoundThings.of([(one.classes, one.boxes, one.scores) for one in each])
