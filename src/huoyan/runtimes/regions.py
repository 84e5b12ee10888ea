"""A graph that answers for regions as one that answers for pictures: regions before it, boxes behind it.

Selective search is no arithmetic on tensors, so a graph cannot hold it: it stands here, for every engine.
"""

from __future__ import annotations

import numpy as np

from huoyan.errors import EngineError
from huoyan.images.proposals.regions import CHANGES, SCORES, Regions, changed
from huoyan.images.proposals.segments import check_installed
from huoyan.runtimes.around import Around
from huoyan.runtimes.base import PictureShape, Runtime, check_batch
from huoyan.words import Message

# Regions that go through the graph together.
AT_ONCE = 64


class RegionRuntime(Around[Runtime]):
    """Satisfies `Runtime` with the outputs of a detector: boxes, scores, classes."""

    def __init__(self, inner: Runtime, regions: Regions, takes: PictureShape) -> None:
        """Raises MissingExtra where regions cannot be searched."""
        check_installed()
        super().__init__(inner)
        self._regions, self._takes = regions, takes

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        check_batch(batch, self._takes)
        searched = zip(batch, self._regions.of_each(batch), strict=True)
        each = [self._answer(picture, boxes) for picture, boxes in searched]
        return {name: np.stack([answer[name] for answer in each]) for name in each[0]}

    def _answer(self, picture: np.ndarray, boxes: np.ndarray) -> dict[str, np.ndarray]:
        if not len(boxes):
            return nothing(self._regions.most)
        crops = self._regions.crops(picture, boxes)
        parts = [self._inner.run(crops[at : at + AT_ONCE]) for at in range(0, len(crops), AT_ONCE)]
        scores, changes = (np.concatenate([part[name] for part in parts]) for name in (SCORES, CHANGES))
        return things(boxes, scores, changes, most=self._regions.most)


def things(boxes: np.ndarray, scores: np.ndarray, changes: np.ndarray, *, most: int) -> dict[str, np.ndarray]:
    """Of regions (R, 4) what a graph said of them, scores (R, C) and changes (R, C, 4), as outputs of one
    picture: the `most` surest of all regions and classes, filled up with things of score 0.

    Raises EngineError (engine.output) for other shapes, as a damaged graph may give them.
    """
    if scores.ndim != 2 or len(scores) != len(boxes) or changes.shape != (*scores.shape, 4):
        shapes = {"scores": str(scores.shape), "changes": str(changes.shape)}
        raise EngineError(Message("proposals.shapes", n=len(boxes), **shapes), code="engine.output")
    found = nothing(most)
    order = np.argsort(-scores.ravel(), kind="stable")[:most]
    rows, classes = np.divmod(order, scores.shape[1])
    found["boxes"][: len(order)] = changed(boxes[rows], changes[rows, classes])
    found["scores"][: len(order)] = scores[rows, classes]
    found["classes"][: len(order)] = classes
    return found


def nothing(most: int) -> dict[str, np.ndarray]:
    """The outputs of a picture in which nothing is found."""
    return {
        "boxes": np.zeros((most, 4), np.float32),
        "scores": np.zeros(most, np.float32),
        "classes": np.zeros(most, np.int64),
    }
