"""Labelling: a picture may show any number of labels, each a yes or no of its own (sigmoid)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.metrics.probabilities import sigmoid
from huoyan.preprocess import Placement
from huoyan.results import Classification
from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.base import Difference, Outputs, Shape
from huoyan.tasks.label_truth import truth_in_order, unshown
from huoyan.tasks.logits import (
    ALLOWED,
    LOGITS,
    check_labels,
    drawn,
    finite_output,
    label_difference,
    ranked_labels,
    refuse_labels,
)
from huoyan.tasks.scored_labels import LabelScorer
from huoyan.words import Message, Remark

_THRESHOLD = 0.5
HEADLINES = ("exact_match", "macro_f1", "mean_average_precision")


@dataclass(frozen=True, slots=True)
class Tags:
    """Labels in the order of the logits, which are divided by `temperature` (Guo et al. 2017, section 4.2).

    A label is chosen from its threshold on: a probability, 0..1, for each; None is 0.5 for all.
    """

    labels: tuple[str, ...]
    temperature: float = 1.0
    thresholds: tuple[float, ...] | None = None

    kind: ClassVar[Kind] = "labels"
    medium: ClassVar[Medium] = "pictures"
    headlines: ClassVar[tuple[str, ...]] = HEADLINES
    allowed: ClassVar[Mapping[str, float]] = ALLOWED

    def __post_init__(self) -> None:
        check_labels(self.labels, self.temperature)
        if self.thresholds is None:
            return
        if len(self.thresholds) != len(self.labels):
            raise refuse_labels(Message("task.thresholds", n=len(self.thresholds), labels=len(self.labels)))
        for threshold in self.thresholds:
            if not 0 <= threshold <= 1:
                raise refuse_labels(Message("task.threshold", threshold=threshold))

    @property
    def outputs(self) -> Mapping[str, Shape]:
        return {LOGITS: (None, len(self.labels))}

    @property
    def measure(self) -> Message:
        return Message("measure.probabilities")

    @property
    def limits(self) -> np.ndarray:
        """The probability from which each label is chosen, (C,)."""
        if self.thresholds is None:
            return np.full(len(self.labels), _THRESHOLD)
        return np.asarray(self.thresholds, dtype=np.float64)

    @numpy_as_usual()
    def probabilities(self, outputs: Outputs) -> np.ndarray:
        """float32 (N, C), each alone. EngineError where the logits do not fit or are NaN."""
        logits = finite_output(outputs, LOGITS, len(self.labels))
        return sigmoid(logits / self.temperature).astype(np.float32)

    def chosen(self, probabilities: np.ndarray) -> np.ndarray:
        """The answer to probabilities (N, C), as bool (N, C)."""
        return np.asarray(probabilities >= self.limits)

    def decode(self, outputs: Outputs, places: Sequence[Placement] = ()) -> list[Classification]:
        """All labels of each picture, most probable first; those that reach their threshold are chosen."""
        return ranked_labels(self.labels, self.probabilities(outputs), self.limits)

    def reading(self, given: Reading) -> Reading:
        return replace(given, known=self.labels, kind="labels")

    def scorer(self, truth: Dataset) -> LabelScorer:
        return LabelScorer(self, truth, truth_in_order(self.labels, self.kind, truth))

    def remarks(self, truth: Dataset) -> list[Remark]:
        return unshown(self.labels, truth, "score.unshown_labels")

    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        return label_difference(self, outputs, reference)

    def draw(self, pixels: np.ndarray, result: Classification) -> np.ndarray:
        """All chosen labels with their probability."""
        return drawn(pixels, [each for each in result.labels if each.label in result.chosen])

    def text(self, result: Classification, top: int) -> str:
        """Thresholds differ, so a chosen label may stand behind one that is not: ✓ tells them apart."""
        chosen = set(result.chosen)
        return "  ".join(
            f"{each.label} {each.score:.3f}{' ✓' if each.label in chosen else ''}"
            for each in result.labels[:top]
        )
