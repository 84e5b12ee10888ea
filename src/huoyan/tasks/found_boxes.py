"""What the outputs of a detector find in each picture: the sure things, each once, in the source's pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.errors import EngineError
from huoyan.metrics.detection.overlap import areas, suppressed
from huoyan.preprocess import Placement
from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.base import Outputs
from huoyan.words import Listed, Message

BOXES, SCORES, CLASSES = "boxes", "scores", "classes"
# What approximate arithmetic may add to a probability.
_ROUNDING = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class FoundBoxes:
    """The things found in one picture, the surest first.

    boxes: float64 (n, 4), xyxy in pixels of the upright source; scores: float64 (n,), 0..1; classes: int64
    (n,).
    """

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray

    def __len__(self) -> int:
        return len(self.scores)

    def rows(self, at: np.ndarray) -> FoundBoxes:
        return FoundBoxes(self.boxes[at], self.scores[at], self.classes[at])


@numpy_as_usual()
def found(
    outputs: Outputs,
    places: Sequence[Placement],
    *,
    nms_iou: float | None,
    least: np.ndarray,
    most: int,
) -> list[FoundBoxes]:
    """Of `boxes` (N, K, 4), xyxy in pixels of the network's picture, `scores` and `classes` (N, K).

    nms_iou: boxes of one class that overlap a surer one by more go; None: all stay. least: (C,), the score
    from which a box of each class counts. most: boxes a picture. What lies outside of the source is not
    found. Raises EngineError (engine.output, engine.not_finite).
    """
    given = checked(outputs, len(places), len(least))
    kept = []
    for one, place in zip(given, places, strict=True):
        sure = surest(one, nms_iou, least)
        inside = FoundBoxes(place.to_source(sure.boxes), sure.scores, sure.classes)
        kept.append(inside.rows(np.flatnonzero(areas(inside.boxes) > 0)[:most]))
    return kept


def surest(given: FoundBoxes, nms_iou: float | None, least: np.ndarray) -> FoundBoxes:
    """Those at or above the least score of their class, the surest first, each thing once, where they are."""
    some = given.rows(np.flatnonzero((given.scores >= least[given.classes]) & (areas(given.boxes) > 0)))
    if nms_iou is None:
        return some.rows(np.argsort(-some.scores, kind="stable"))
    return some.rows(suppressed(some.boxes, some.scores, some.classes, nms_iou))


def checked(outputs: Outputs, n: int, labels: int) -> list[FoundBoxes]:
    """What `n` pictures were given, a row each: in the network's pixels, in no order, of classes below
    `labels`.

    Raises EngineError: engine.output where an output is not there or does not fit, engine.not_finite.
    """
    for name in (BOXES, SCORES, CLASSES):
        if name not in outputs:
            given = Listed(sorted(outputs), 20) if outputs else Message("task.nothing")
            raise EngineError(Message("task.no_output", found=given, name=name), code="engine.output")
    boxes, scores, classes = (np.asarray(outputs[name]) for name in (BOXES, SCORES, CLASSES))
    if not (
        scores.ndim == 2 and len(scores) == n and boxes.shape == (*scores.shape, 4) == (*classes.shape, 4)
    ):
        shapes = {BOXES: str(boxes.shape), SCORES: str(scores.shape), CLASSES: str(classes.shape)}
        raise EngineError(Message("task.box_shapes", n=n, **shapes), code="engine.output")
    for name, values in ((BOXES, boxes), (SCORES, scores), (CLASSES, classes)):
        if not np.isfinite(values).all():
            raise EngineError(Message("task.not_finite", name=name), code="engine.not_finite")
    if scores.size and not -_ROUNDING <= scores.min() <= scores.max() <= 1 + _ROUNDING:
        low, high = float(scores.min()), float(scores.max())
        raise EngineError(Message("task.box_scores", low=low, high=high), code="engine.output")
    if classes.size and not (classes.min() >= 0 and classes.max() < labels):
        low, high = int(classes.min()), int(classes.max())
        raise EngineError(
            Message("task.box_classes", low=low, high=high, last=labels - 1), code="engine.output"
        )
    rows = zip(boxes.astype(np.float64), scores.astype(np.float64), classes.astype(np.int64), strict=True)
    return [FoundBoxes(*row) for row in rows]
