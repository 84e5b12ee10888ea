"""Clips: what happens over time, as a class or as numbers. The answer is that of a task for pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.preprocess import Placement
from huoyan.results import Classification, Quantities
from huoyan.tasks.base import Difference, Outputs, Scorer, Shape
from huoyan.tasks.classify import Classify
from huoyan.tasks.logits import refuse_labels
from huoyan.tasks.regress import Regress
from huoyan.words import Message, Remark


@dataclass(frozen=True, slots=True)
class Clip:
    """One of the two: `classes`, of which a clip shows one, or `numbers`, which are true of it."""

    classes: Classify | None = None
    numbers: Regress | None = None

    # Of most clips; a data set of numbers is read as such where it says so.
    kind: ClassVar[Kind] = "class"
    medium: ClassVar[Medium] = "clips"

    def __post_init__(self) -> None:
        if (self.classes is None) == (self.numbers is None):
            raise refuse_labels(Message("task.one_answer"))

    @property
    def answer(self) -> Classify | Regress:
        """What is answered of a clip, as it would be of a picture."""
        found = self.classes or self.numbers
        assert found is not None
        return found

    @property
    def labels(self) -> tuple[str, ...]:
        return self.answer.labels

    @property
    def outputs(self) -> Mapping[str, Shape]:
        return self.answer.outputs

    @property
    def measure(self) -> Message:
        return self.answer.measure

    @property
    def allowed(self) -> Mapping[str, float]:
        return self.answer.allowed

    @property
    def headlines(self) -> tuple[str, ...]:
        return self.answer.headlines

    def decode(
        self, outputs: Outputs, places: Sequence[Placement] = ()
    ) -> list[Classification] | list[Quantities]:
        return self.answer.decode(outputs, places)

    def reading(self, given: Reading) -> Reading:
        return replace(self.answer.reading(given), medium=self.medium)

    def scorer(self, truth: Dataset) -> Scorer:
        return self.answer.scorer(truth)

    def right(self, outputs: Outputs, truth: Dataset) -> np.ndarray | None:
        return None if self.classes is None else self.classes.right(outputs, truth)

    def remarks(self, truth: Dataset) -> list[Remark]:
        return self.answer.remarks(truth)

    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        return self.answer.difference(outputs, reference)

    def draw(self, pixels: np.ndarray, result: Any) -> np.ndarray:
        """pixels: a frame of the clip."""
        return self.answer.draw(pixels, result)

    def text(self, result: Any, top: int) -> str:
        return self.answer.text(result, top)
