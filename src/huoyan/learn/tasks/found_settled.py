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
# Less sure things are no things to any figure.
LEAST = 0.01


def settled_detection(
    outputs: Outputs, data: Dataset, places: Sequence[Placement], nms_iou: float | None
) -> Settled:
    """nms_iou: where it was asked for."""
    true, labels = TrueThings.of(len(data), data.targets()), len(data.classes)
    usual = Detect(data.classes)
    overlaps = OVERLAPS if nms_iou is None else (nms_iou,)
    tried = {each: _found(outputs, places, each, usual) for each in overlaps}
    scored = {each: _precision(things, true, labels) for each, things in tried.items()}
    best = max(overlaps, key=lambda each: scored[each])
    thresholds = best_thresholds(matched(tried[best], true, labels), usual.thresholds[0])
    task = Detect(data.classes, tuple(np.round(thresholds, 4).tolist()), best)
    chosen = [Message("chosen.nms")] * (nms_iou is None) + [Message("chosen.thresholds")]
    return Settled(task, tuple(chosen))


def _found(outputs: Outputs, places: Sequence[Placement], nms_iou: float, task: Detect) -> FoundThings:
    least = np.full(len(task.labels), LEAST)
    each = found(outputs, places, nms_iou=nms_iou, least=least, most=task.most)
    return FoundThings.of([(one.classes, one.boxes, one.scores) for one in each])


def _precision(things: FoundThings, true: TrueThings, labels: int) -> float:
    """Average precision, and -1 where no thing is."""
    return float(np.nan_to_num(coco_table(things, true, labels).figure("ap"), nan=-1.0))
