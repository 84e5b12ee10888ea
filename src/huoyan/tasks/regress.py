"""Regression: a number, or several, for a picture, each with an interval in which the truth lies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.errors import DataError
from huoyan.images.draw import draw_labels
from huoyan.metrics import decisions, regression
from huoyan.metrics.intervals.groups import Groups, named_count
from huoyan.metrics.minimum_counts import Lack, of_samples
from huoyan.metrics.paired.by_picture import ByPicture
from huoyan.preprocess import Placement
from huoyan.results import Estimate, Quantities, Quantity
from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.base import Difference, Outputs, Shape, Worst
from huoyan.tasks.label_truth import check_kind, places_of
from huoyan.tasks.logits import check_labels, finite_output, finite_rows, refuse_labels
from huoyan.words import Listed, Message, Remark

VALUES = "values"
# Numbers are the same answer within so much of the spread.
SAME = 0.01
# Largest distance in spreads, by precision.
ALLOWED: Mapping[str, float] = {"fp32": 1e-3, "bf16": 0.05, "int8": 0.25, "anywhere": 0.01}


@dataclass(frozen=True, slots=True)
class Regress:
    """Quantities in the order of the values, which come in their own units.

    `centre`, `spread`: mean and deviation of each among the validation values. `margins`: half the width of
    the interval in which a truth lies with the probability `coverage`, in units; None where validation was
    too small for it.
    """

    labels: tuple[str, ...]
    centre: tuple[float, ...] = ()
    spread: tuple[float, ...] = ()
    margins: tuple[float, ...] | None = None
    coverage: float = 0.9

    kind: ClassVar[Kind] = "numbers"
    medium: ClassVar[Medium] = "pictures"
    allowed: ClassVar[Mapping[str, float]] = ALLOWED

    def __post_init__(self) -> None:
        check_labels(self.labels, 1.0)
        if not (self.spread or self.centre):
            object.__setattr__(self, "spread", (1.0,) * len(self.labels))
            object.__setattr__(self, "centre", (0.0,) * len(self.labels))
        numbers = (*self.spread, *(self.margins or ()), self.coverage)
        margins = self.labels if self.margins is None else self.margins
        each = (self.labels, self.centre, self.spread, margins)
        fits = len(set(map(len, each))) == 1 and all(math.isfinite(x) and x >= 0 for x in numbers)
        fits = fits and all(map(math.isfinite, self.centre))
        if not fits or min(self.spread) <= 0 or not 0 < self.coverage < 1:
            raise refuse_labels(
                Message(
                    "regress.values",
                    labels=len(self.labels),
                    centre=str(self.centre),
                    spread=str(self.spread),
                    margins=str(self.margins),
                    coverage=self.coverage,
                )
            )

    @property
    def outputs(self) -> Mapping[str, Shape]:
        return {VALUES: (None, len(self.labels))}

    @property
    def measure(self) -> Message:
        return Message("measure.spreads")

    @property
    def headlines(self) -> tuple[str, ...]:
        return (
            *(self.figure(name, label) for label in self.labels for name in regression.FIGURES),
            "coverage",
        )

    def figure(self, name: str, label: str) -> str:
        """`mae`; of several quantities `mae cells`."""
        return name if len(self.labels) == 1 else f"{name} {label}"

    def values(self, outputs: Outputs) -> np.ndarray:
        """float64 (N, K) in units. EngineError where they do not fit or are NaN."""
        return finite_output(outputs, VALUES, len(self.labels))

    def decode(self, outputs: Outputs, places: Sequence[Placement] = ()) -> list[Quantities]:
        return [self._quantities(row) for row in self.values(outputs).tolist()]

    def _quantities(self, row: Sequence[float]) -> Quantities:
        margins = self.margins or (math.inf,) * len(row)
        bounded = self.margins is not None
        return Quantities(
            tuple(
                Quantity(name, value, value - half if bounded else None, value + half if bounded else None)
                for name, value, half in zip(self.labels, row, margins, strict=True)
            )
        )

    def reading(self, given: Reading) -> Reading:
        return replace(given, known=self.labels, kind=self.kind)

    def scorer(self, truth: Dataset) -> ValueScorer:
        return ValueScorer(self, truth)

    def remarks(self, truth: Dataset) -> list[Remark]:
        return []

    @numpy_as_usual()
    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        """In spreads."""
        finite = finite_rows(outputs[VALUES], reference[VALUES])
        gap = np.abs(outputs[VALUES].astype(np.float64) - reference[VALUES]) / np.asarray(self.spread)
        distances = np.where(finite, np.where(finite[:, None], gap, 0).max(axis=1), np.inf)
        return Difference(distances <= SAME, distances)

    def draw(self, pixels: np.ndarray, result: Quantities) -> np.ndarray:
        return draw_labels(pixels, [str(each) for each in result.quantities])

    def text(self, result: Quantities, top: int) -> str:
        return "  ".join(str(each) for each in result.quantities[:top])


@dataclass(frozen=True, slots=True, eq=False)
class ScoredValues:
    """Predicted values beside the truth, both (N, K) in units. Satisfies `tasks.base.Score`.

    `baseline`: of each quantity the mean absolute error of always saying the mean of validation.
    """

    task: Regress
    predicted: np.ndarray
    truth: np.ndarray
    named_groups: tuple[str | None, ...]
    metrics: Mapping[str, Estimate]
    left_out: Mapping[str, Lack] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.truth)

    @property
    def groups(self) -> int | None:
        return named_count(self.named_groups)

    @property
    def errors(self) -> np.ndarray:
        """Predicted less true, (N, K)."""
        return np.asarray(self.predicted - self.truth)

    @property
    def baseline(self) -> tuple[float, ...]:
        return tuple(np.abs(self.truth - np.asarray(self.task.centre)).mean(axis=0).tolist())

    @property
    def inside(self) -> np.ndarray | None:
        """Whether each truth lies in its interval, bool (N, K)."""
        if self.task.margins is None:
            return None
        return np.asarray(np.abs(self.errors) <= np.asarray(self.task.margins))

    @property
    def wrong(self) -> int:
        """Pictures of which a truth lies outside of its interval."""
        return 0 if self.inside is None else int((~self.inside.all(axis=1)).sum())

    def paired(self) -> tuple[ByPicture, ...]:
        off = np.abs(self.errors)
        each = enumerate(zip(self.task.labels, self.task.spread, strict=True))
        return tuple(
            ByPicture(self.task.figure("mae", label), off[:, k], falls=True, unit=spread)
            for k, (label, spread) in each
        )

    def worst(self, most: int) -> list[Worst]:
        """The largest errors, in spreads."""
        off = (np.abs(self.errors) / np.asarray(self.task.spread)).max(axis=1)
        order = np.argsort(-off, kind="stable")[:most]
        return [
            Worst(int(row), self._named(self.truth[row]), self._named(self.predicted[row]), float(off[row]))
            for row in order
        ]

    def to_json(self) -> dict[str, Any]:
        named = {} if self.groups is None else {"groups": self.groups}
        lacks = {"left_out": {name: str(lack) for name, lack in self.left_out.items()}}
        means = zip(self.task.labels, self.baseline, strict=True)
        return {
            "n": self.n,
            **named,
            "metrics": {name: each.to_json() for name, each in self.metrics.items()},
            **(lacks if self.left_out else {}),
            "mean_absolute_error_of_the_mean": dict(means),
        }

    def _named(self, row: np.ndarray) -> str:
        if len(row) == 1:
            return f"{row[0]:.4g}"
        return ", ".join(f"{name} {x:.4g}" for name, x in zip(self.task.labels, row, strict=True))


class ValueScorer:
    """Satisfies `tasks.base.Scorer`."""

    def __init__(self, task: Regress, data: Dataset) -> None:
        check_kind(task.kind, data)
        self._task = task
        self._truth = _truth_in_order(task.labels, data)
        self._groups = [sample.group for sample in data.samples]
        self._rows: list[np.ndarray] = []
        self._values: list[np.ndarray] = []

    def add(self, rows: np.ndarray, outputs: Outputs, places: Sequence[Placement]) -> None:
        self._rows.append(rows)
        self._values.append(self._task.values(outputs))

    def finish(self, seed: int = 0) -> ScoredValues:
        rows, predicted = np.concatenate(self._rows), np.concatenate(self._values)
        names = tuple(self._groups[int(row)] for row in rows)
        return scored_values(self._task, predicted, self._truth[rows], names)


def scored_values(
    task: Regress, predicted: np.ndarray, truth: np.ndarray, names: tuple[str | None, ...]
) -> ScoredValues:
    """The score of values (N, K) against the truth, with the group of each picture or None."""
    groups = Groups.named(names)
    metrics: dict[str, Estimate] = {}
    left_out: dict[str, Lack] = {}
    for k, label in enumerate(task.labels):
        found = regression.value_estimates(predicted[:, k], truth[:, k], groups)
        metrics |= {task.figure(name, label): each for name, each in found.items()}
        left_out |= {task.figure(name, label): lack for name, lack in _lacks(found, groups).items()}
    score = ScoredValues(task, predicted, truth, names, metrics, left_out)
    if (inside := score.inside) is None:
        left_out["coverage"] = Lack("margins")
    else:
        metrics["coverage"] = decisions.mean_right(inside).estimate(groups)
    return score


def _lacks(found: Mapping[str, Estimate], groups: Groups) -> dict[str, Lack]:
    """Why the figures of a quantity that are not among those `found` are left out."""
    few = of_samples(groups, regression.LEAST_SAMPLES)
    equal = Lack("unequal_answers" if "r2" in found else "unequal_truths")
    return {name: few or equal for name in regression.FIGURES if name not in found}


def _truth_in_order(labels: tuple[str, ...], data: Dataset) -> np.ndarray:
    """The numbers of `data` as float64 (N, labels). Raises DataError (data.labels) where one is missing."""
    places, targets = places_of(labels, data), data.targets()
    if missing := [label for k, label in enumerate(labels) if k not in places]:
        raise DataError(
            Message("score.not_measured", data=data.name, names=Listed(missing), known=",".join(labels)),
            code="data.labels",
        )
    truth = np.empty((len(targets), len(labels)))
    truth[:, places] = targets
    return truth
