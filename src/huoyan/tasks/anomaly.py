"""Anomalies: how unlike good pictures a picture is, where, and whether that is more than good ones are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.errors import EngineError, UsageError
from huoyan.images.draw import draw_labels
from huoyan.images.heat_map import HEATMAP, SCORE, WHOLE, with_heat
from huoyan.metrics.intervals.conformal import rank_for, rate_bounds
from huoyan.preprocess import Placement
from huoyan.results import Inspection
from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.base import Difference, Outputs, Shape
from huoyan.tasks.scored_inspections import InspectionScorer
from huoyan.words import Listed, Message, Remark, note

GOOD, DEFECT = "good", "defect"
# Largest distance in thresholds, by precision.
ALLOWED: Mapping[str, float] = {"fp32": 2e-3, "bf16": 0.05, "int8": 0.25, "anywhere": 0.05}
# Scores so near to the threshold, in thresholds, are on either side of it by rounding.
SAME = 2e-3


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A score above `threshold` is a defect.

    good: the class of good pictures among the data. held_out: so many good pictures were not learnt, and the
    threshold is the score of one of them, so that no more than the share `false_alarms` of new good pictures
    are above it. whole: pictures are compared as wholes, too, so that a score may be of no place.
    """

    good: str = GOOD
    threshold: float = 1.0
    false_alarms: float = 0.5
    held_out: int = 1
    whole: bool = False

    kind: ClassVar[Kind] = "quality"
    medium: ClassVar[Medium] = "pictures"
    allowed: ClassVar[Mapping[str, float]] = ALLOWED
    labels: ClassVar[tuple[str, ...]] = (GOOD, DEFECT)
    headlines: ClassVar[tuple[str, ...]] = ("roc_auc", "false_alarm_rate", "defects_found")

    def __post_init__(self) -> None:
        numbers = math.isfinite(self.threshold) and self.threshold > 0 and 0 < self.false_alarms < 1
        if not (numbers and self.good and rank_for(self.held_out, self.false_alarms) <= self.held_out):
            reason = Message(
                "anomaly.values",
                good=self.good,
                threshold=self.threshold,
                false_alarms=self.false_alarms,
                held_out=self.held_out,
            )
            raise UsageError(Message("task.refused", reason=reason), code="usage.task")

    @property
    def outputs(self) -> Mapping[str, Shape]:
        places: Mapping[str, Shape] = {SCORE: (None,), HEATMAP: (None, None, None)}
        return {**places, WHOLE: (None,)} if self.whole else places

    @property
    def measure(self) -> Message:
        return Message("measure.thresholds")

    @property
    def true_rate(self) -> tuple[float, float]:
        """The 95 % interval of the share of good pictures above the threshold, as chance held them out."""
        return rate_bounds(self.held_out, rank_for(self.held_out, self.false_alarms))

    def scores(self, outputs: Outputs) -> np.ndarray:
        """float64 (N,)."""
        return _finite(outputs, SCORE, 1)

    def heat(self, outputs: Outputs) -> np.ndarray:
        """float64 (N, H, W)."""
        return _finite(outputs, HEATMAP, 3)

    def decode(self, outputs: Outputs, places: Sequence[Placement] = ()) -> list[Inspection]:
        scores, heat = self.scores(outputs), self.heat(outputs)
        wholes = _finite(outputs, WHOLE, 1).tolist() if self.whole else [None] * len(scores)
        return [self._inspection(scores[at], heat[at], wholes[at], place) for at, place in enumerate(places)]

    def _inspection(
        self, score: float, heat: np.ndarray, whole: float | None, place: Placement
    ) -> Inspection:
        height, width = heat.shape
        high, wide = place.source_height, place.source_width
        ((left, top, right, bottom),) = place.to_source(np.array([[0, 0, width, height]])).tolist()
        ((x0, y0, x1, y1),) = place.to_model(np.array([[left, top, right, bottom]])).tolist()
        own = heat[max(0, round(y0)) : max(1, round(y1)), max(0, round(x0)) : max(1, round(x1))]
        row, column = np.unravel_index(int(own.argmax()), own.shape)
        across, down = (float(column) + 0.5) / own.shape[1], (float(row) + 0.5) / own.shape[0]
        return Inspection(
            DEFECT if score > self.threshold else GOOD,
            float(score),
            self.threshold,
            (left + across * (right - left), top + down * (bottom - top)),
            (left / wide, top / high, right / wide, bottom / high),
            own.astype(np.float32),
            whole,
        )

    def reading(self, given: Reading) -> Reading:
        return replace(given, known=(self.good,), kind=self.kind)

    def scorer(self, truth: Dataset) -> InspectionScorer:
        return InspectionScorer(self, truth)

    def remarks(self, truth: Dataset) -> list[Remark]:
        defects = truth.targets()
        if defects.any() and not defects.all():
            return []
        return [note("anomaly.only_good" if not defects.any() else "anomaly.only_defects", data=truth.name)]

    @numpy_as_usual()
    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        """In thresholds, of the score or the place where they are furthest apart."""
        n = len(outputs[SCORE])
        gaps = [outputs[x].astype(np.float64) - reference[x] for x in self.outputs]
        gap = np.concatenate([each.reshape(n, -1) for each in gaps], axis=1)
        finite = np.isfinite(gap).all(axis=1)
        furthest = np.abs(np.where(np.isfinite(gap), gap, 0)).max(axis=1) / self.threshold
        ours, theirs = outputs[SCORE], reference[SCORE]
        near = np.abs(theirs / self.threshold - 1) <= SAME
        same = ((ours > self.threshold) == (theirs > self.threshold)) | near
        return Difference(same & finite, np.where(finite, furthest, np.inf))

    def draw(self, pixels: np.ndarray, result: Inspection) -> np.ndarray:
        heated = with_heat(pixels, result.heat, result.seen, self.threshold)
        return draw_labels(heated, [self.text(result, 1)])

    def text(self, result: Inspection, top: int) -> str:
        sign = ">" if result.answer == DEFECT else "<="
        whole = "  (as a whole)" if result.as_a_whole else ""
        return f"{result.answer}  {result.score:.3g} {sign} {result.threshold:.3g}{whole}"


def _finite(outputs: Outputs, name: str, sides: int) -> np.ndarray:
    if name not in outputs:
        given = Listed(sorted(outputs), 20) if outputs else Message("task.nothing")
        raise EngineError(Message("task.no_output", found=given, name=name), code="engine.output")
    found = outputs[name]
    if found.ndim != sides:
        told = Message("anomaly.output_sides", name=name, shape=str(found.shape), sides=sides)
        raise EngineError(told, code="engine.output")
    if not np.isfinite(found).all():
        raise EngineError(Message("task.not_finite", name=name), code="engine.not_finite")
    return np.asarray(found, dtype=np.float64)
