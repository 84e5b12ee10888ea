"""Detection: the things in a picture, each with its class, its box and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.images.draw_boxes import DrawnBox, draw_boxes
from huoyan.preprocess import Placement
from huoyan.results import Detection, Detections
from huoyan.tasks.base import Difference, Outputs, Shape
from huoyan.tasks.box_difference import ALLOWED, ENOUGH, SHAKEN, box_difference, rounded_otherwise
from huoyan.tasks.found_boxes import BOXES, CLASSES, SCORES, FoundBoxes, found
from huoyan.tasks.joined_boxes import joined
from huoyan.tasks.label_truth import unshown
from huoyan.tasks.logits import check_labels, refuse_labels
from huoyan.tasks.scored_boxes import HEADLINES, BoxScorer
from huoyan.tiling import Window
from huoyan.words import Message, Remark


@dataclass(frozen=True, slots=True)
class Detect:
    """Labels in the order of the class numbers.

    thresholds: the score from which a thing of each class is shown, or one for all. nms_iou: of boxes of one
    class that overlap by more the surest stays; None where the network gives each thing once. most: things
    shown of a picture, the surest.
    """

    labels: tuple[str, ...]
    thresholds: tuple[float, ...] = (0.25,)
    nms_iou: float | None = 0.65
    most: int = 100

    kind: ClassVar[Kind] = "boxes"
    medium: ClassVar[Medium] = "pictures"
    headlines: ClassVar[tuple[str, ...]] = HEADLINES
    outputs: ClassVar[Mapping[str, Shape]] = {
        BOXES: (None, None, 4),
        SCORES: (None, None),
        CLASSES: (None, None),
    }
    allowed: ClassVar[Mapping[str, float]] = ALLOWED
    allowed_change: ClassVar[float] = 0.002  # of average precision
    enough: ClassVar[int] = ENOUGH

    def __post_init__(self) -> None:
        check_labels(self.labels, 1.0)
        if len(self.thresholds) not in (1, len(self.labels)):
            n, labels = len(self.thresholds), len(self.labels)
            raise refuse_labels(Message("detect.thresholds", n=n, labels=labels))
        for threshold in self.thresholds:
            if not 0 <= threshold <= 1:
                raise refuse_labels(Message("task.threshold", threshold=threshold))
        if self.nms_iou is not None and not 0 <= self.nms_iou <= 1:
            raise refuse_labels(Message("detect.nms_iou", nms_iou=self.nms_iou))
        if self.most < 1:
            raise refuse_labels(Message("detect.most", most=self.most))

    @property
    def measure(self) -> Message:
        return Message("measure.boxes")

    def shown_from(self, least: float) -> Detect:
        """The same task that shows things of all classes from this score on."""
        return replace(self, thresholds=(least,))

    @property
    def least(self) -> np.ndarray:
        """The threshold of each class, (C,)."""
        return np.broadcast_to(np.asarray(self.thresholds, np.float64), len(self.labels))

    def decode(self, outputs: Outputs, places: Sequence[Placement]) -> list[Detections]:
        each = found(outputs, places, nms_iou=self.nms_iou, least=self.least, most=self.most)
        return [self.result(one, place) for one, place in zip(each, places, strict=True)]

    def decode_parts(
        self, outputs: Outputs, places: Sequence[Placement], windows: Sequence[Window]
    ) -> Detections:
        parts = found(outputs, places, nms_iou=self.nms_iou, least=self.least, most=self.most)
        return self.result(joined(parts, np.array(windows), self.nms_iou, self.most), places[0])

    def result(self, given: FoundBoxes, place: Placement) -> Detections:
        """What was found in a picture that lies at `place`."""
        rows = zip(given.boxes.tolist(), given.scores.tolist(), given.classes.tolist(), strict=True)
        things = (Detection(self.labels[at], score, (x0, y0, x1, y1)) for (x0, y0, x1, y1), score, at in rows)
        return Detections(tuple(things), place.source_height, place.source_width)

    def reading(self, given: Reading) -> Reading:
        return replace(given, known=self.labels, kind=self.kind)

    def scorer(self, truth: Dataset) -> BoxScorer:
        return BoxScorer(self, truth)

    def remarks(self, truth: Dataset) -> list[Remark]:
        return unshown(self.labels, truth, "score.unshown_classes")

    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        """Of the things that are shown, in pixels of the network's picture, and of their scores."""
        return box_difference(outputs, reference, nms_iou=self.nms_iou, least=self.least, most=self.most)

    def figure(self, outputs: Outputs, truth: Dataset, places: Sequence[Placement]) -> float:
        """COCO's average precision."""
        scorer = self.scorer(truth)
        scorer.add(np.arange(len(truth)), outputs, places)
        return scorer.average_precision()

    def play(self, outputs: Outputs, truth: Dataset, places: Sequence[Placement]) -> float:
        before = self.figure(outputs, truth, places)
        shaken = (rounded_otherwise(outputs, seed) for seed in range(SHAKEN))
        return max(abs(self.figure(each, truth, places) - before) for each in shaken)

    def draw(self, pixels: np.ndarray, result: Detections) -> np.ndarray:
        numbers = {label: at for at, label in enumerate(self.labels)}
        boxes = [
            DrawnBox(each.box, numbers[each.label], f"{each.label} {each.score:.0%}")
            for each in result.detections
        ]
        return draw_boxes(pixels, boxes, measured_in=(result.width, result.height))

    def text(self, result: Detections, top: int) -> str:
        """Each class with the scores of its things, the surest `top` of them: `cat 0.93 0.71  dog 0.88`."""
        if not result.detections:
            return Message("detect.nothing")
        counts = Counter(each.label for each in result.detections)
        return "  ".join(f"{label} {_scores(result, label, n, top)}" for label, n in counts.items())


def _scores(result: Detections, label: str, n: int, top: int) -> str:
    scores = [f"{each.score:.3f}" for each in result.detections if each.label == label]
    return " ".join([*scores[:top], *([f"+{n - top}"] if n > top else [])])
