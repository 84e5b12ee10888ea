"""Classification: a picture shows one class of several (softmax)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.metrics.probabilities import one_hot, softmax
from huoyan.preprocess import Placement
from huoyan.results import Classification
from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.base import Difference, Outputs, Shape
from huoyan.tasks.label_truth import truth_in_order, unshown
from huoyan.tasks.logits import (
    ALLOWED,
    LOGITS,
    SHOWN,
    check_labels,
    drawn,
    finite_output,
    label_difference,
    labels_in_a_line,
    ranked_labels,
)
from huoyan.tasks.scored_labels import LabelScorer
from huoyan.words import Message, Remark

HEADLINES = ("accuracy", "balanced_accuracy", "macro_f1", "ece")


@dataclass(frozen=True, slots=True)
class Classify:
    """Labels in the order of the logits.

    The logits are divided by `temperature` (Guo et al. 2017, section 4.2).
    """

    labels: tuple[str, ...]
    temperature: float = 1.0

    kind: ClassVar[Kind] = "class"
    medium: ClassVar[Medium] = "pictures"
    headlines: ClassVar[tuple[str, ...]] = HEADLINES
    allowed: ClassVar[Mapping[str, float]] = ALLOWED

    def __post_init__(self) -> None:
        check_labels(self.labels, self.temperature)

    @property
    def outputs(self) -> Mapping[str, Shape]:
        return {LOGITS: (None, len(self.labels))}

    @property
    def measure(self) -> Message:
        return Message("measure.probabilities")

    @property
    def limits(self) -> None:
        """The first label is the answer, however probable."""

    @numpy_as_usual()
    def probabilities(self, outputs: Outputs) -> np.ndarray:
        """float32 (N, C), each row of sum 1. EngineError where the logits do not fit or are NaN."""
        logits = finite_output(outputs, LOGITS, len(self.labels))
        return softmax(logits / self.temperature).astype(np.float32)

    def chosen(self, probabilities: np.ndarray) -> np.ndarray:
        """The answer to probabilities (N, C), as bool (N, C)."""
        return one_hot(probabilities.argmax(axis=1), len(self.labels))

    def decode(self, outputs: Outputs, places: Sequence[Placement] = ()) -> list[Classification]:
        """All labels of each picture, most probable first; equal ones in label order."""
        return ranked_labels(self.labels, self.probabilities(outputs), None)

    def reading(self, given: Reading) -> Reading:
        return replace(given, known=self.labels, kind="class")

    def scorer(self, truth: Dataset) -> LabelScorer:
        return LabelScorer(self, truth, truth_in_order(self.labels, self.kind, truth))

    def right(self, outputs: Outputs, truth: Dataset) -> np.ndarray:
        return np.asarray(
            self.probabilities(outputs).argmax(axis=1) == truth_in_order(self.labels, self.kind, truth)
        )

    def remarks(self, truth: Dataset) -> list[Remark]:
        return unshown(self.labels, truth, "score.unshown_classes")

    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        return label_difference(self, outputs, reference)

    def draw(self, pixels: np.ndarray, result: Classification) -> np.ndarray:
        """The first three labels with their probability."""
        return drawn(pixels, result.labels[:SHOWN])

    def text(self, result: Classification, top: int) -> str:
        return labels_in_a_line(result, top)
