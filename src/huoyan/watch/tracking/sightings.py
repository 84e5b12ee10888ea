"""What was found in a frame, as arrays: a thing that was found under two names is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.overlap import suppressed
from huoyan.results import Detections
from huoyan.watch.tracked import Box

_FAR = 1e9  # pixels; NaN is never below


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """labels: of each, N; scores: float64 (N,); boxes: float64 (N, 4), xyxy."""

    labels: tuple[str, ...]
    scores: np.ndarray
    boxes: np.ndarray

    @classmethod
    def of(cls, found: Detections, least: float, one_thing: float) -> Sightings:
        """Those with a score of `least` or more and a box of some size, the surest first; of boxes that
        overlap by more than `one_thing` the surest, for detectors tell apart boxes of one label only.
        """
        given = [each for each in found.detections if each.score >= least and _is_box(each.box)]
        boxes = np.array([each.box for each in given], np.float64).reshape(-1, 4)
        scores = np.array([each.score for each in given], np.float64)
        stays = suppressed(boxes, scores, np.zeros(len(given), np.int64), one_thing)
        return cls(tuple(given[at].label for at in stays), scores[stays], boxes[stays])

    def __len__(self) -> int:
        return len(self.labels)


def _is_box(box: Box) -> bool:
    """Not so where a network has overflowed: no place follows from that."""
    xmin, ymin, xmax, ymax = box
    return all(abs(side) < _FAR for side in box) and xmin < xmax and ymin < ymax
