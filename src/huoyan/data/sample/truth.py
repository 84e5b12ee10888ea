"""What is true of a picture: its class, its labels or its numbers, and what the data layer asks of each.

A new kind of truth is a frozen dataclass with the methods of `Truth`, a name in `kind`, a line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from huoyan.data.sample.boxes import COLUMNS, Boxes
from huoyan.data.sample.kind import Kind
from huoyan.text import nfc

# What stands for "none of the labels" where pictures are divided by their labels.
_UNLABELLED = (-1,)
# Pictures are divided by the quarters of their first number, or of how many boxes they have, where a quarter
# has as many as this.
_BINS, _LEAST_OF_A_BIN = 4, 20


class Truth(Protocol):
    """What splits, counts, hashes and relabelling ask of the truth of one picture."""

    @property
    def labels(self) -> tuple[int, ...]:
        """Indices of the classes that the picture shows; () where the truth is none of classes."""
        ...

    def by_index(self) -> Sequence[object]:
        """All of it as JSON has it, classes as their indices."""
        ...

    def by_name(self, names: Sequence[str]) -> Sequence[object]:
        """All of it as JSON has it, the same for any order of `names`."""
        ...

    def worded(self, names: Sequence[str]) -> list[str]:
        """What a person is told of it, one text for each thing that is true."""
        ...

    def relabelled(self, new: Mapping[int, int]) -> Truth:
        """The same truth where the class `old` has become `new[old]`."""
        ...


@dataclass(frozen=True, slots=True)
class OneLabel:
    """The one class that a picture shows."""

    index: int

    @property
    def labels(self) -> tuple[int, ...]:
        return (self.index,)

    def by_index(self) -> Sequence[object]:
        return (self.index,)

    def by_name(self, names: Sequence[str]) -> Sequence[object]:
        return [nfc(names[self.index])]

    def worded(self, names: Sequence[str]) -> list[str]:
        return [names[self.index]]

    def relabelled(self, new: Mapping[int, int]) -> OneLabel:
        return OneLabel(new[self.index])


@dataclass(frozen=True, slots=True)
class SeveralLabels:
    """The labels of a picture, in ascending order; it may have none."""

    indices: tuple[int, ...]

    @property
    def labels(self) -> tuple[int, ...]:
        return self.indices

    def by_index(self) -> Sequence[object]:
        return self.indices

    def by_name(self, names: Sequence[str]) -> Sequence[object]:
        return sorted(nfc(names[index]) for index in self.indices)

    def worded(self, names: Sequence[str]) -> list[str]:
        return [names[index] for index in self.indices]

    def relabelled(self, new: Mapping[int, int]) -> SeveralLabels:
        return SeveralLabels(tuple(new[index] for index in self.indices))


@dataclass(frozen=True, slots=True)
class Numbers:
    """A finite number for each quantity that is measured of the pictures."""

    values: tuple[float, ...]

    @property
    def labels(self) -> tuple[int, ...]:
        return ()

    def by_index(self) -> Sequence[object]:
        return self.values

    def by_name(self, names: Sequence[str]) -> Sequence[object]:
        return sorted((nfc(name), value) for name, value in zip(names, self.values, strict=True))

    def worded(self, names: Sequence[str]) -> list[str]:
        return [f"{name} {value:g}" for name, value in zip(names, self.values, strict=True)]

    def relabelled(self, new: Mapping[int, int]) -> Numbers:
        return self


@dataclass(frozen=True, slots=True)
class Quality:
    """The class of a picture, and whether it is the one of good pictures; all others are of defects."""

    index: int
    good: bool

    @property
    def labels(self) -> tuple[int, ...]:
        return (self.index,)

    def by_index(self) -> Sequence[object]:
        return self.index, self.good

    def by_name(self, names: Sequence[str]) -> Sequence[object]:
        return [nfc(names[self.index]), self.good]

    def worded(self, names: Sequence[str]) -> list[str]:
        return [names[self.index]]

    def relabelled(self, new: Mapping[int, int]) -> Quality:
        return Quality(new[self.index], self.good)


@dataclass(frozen=True, slots=True)
class TruthKind:
    """What all truths of one kind have in common.

    stacked: the targets of N pictures with C names, row by row; strata: what each of N pictures counts as
    where they are divided into alike parts; of_classes: the names are those of classes; exclusive: a picture
    has exactly one stratum; least: names without which there is nothing to learn; mark: the kind in a hash.
    alike: the pictures are of one thing by one camera, so that only equal ones are copies.
    """

    stacked: Callable[[Sequence[Truth], int], np.ndarray]
    strata: Callable[[Sequence[Truth]], list[tuple[int, ...]]]
    of_classes: bool
    exclusive: bool
    least: int
    mark: bool | str
    alike: bool = False


def _stacked_classes(truths: Sequence[Truth], names: int) -> np.ndarray:
    return np.array([truth.labels[0] for truth in truths], dtype=np.int64)


def _stacked_labels(truths: Sequence[Truth], names: int) -> np.ndarray:
    matrix = np.zeros((len(truths), names), dtype=np.float32)
    for row, truth in enumerate(truths):
        matrix[row, list(truth.labels)] = 1
    return matrix


def _stacked_numbers(truths: Sequence[Truth], names: int) -> np.ndarray:
    return np.array([truth.by_index() for truth in truths], dtype=np.float32).reshape(len(truths), names)


def _stacked_quality(truths: Sequence[Truth], names: int) -> np.ndarray:
    return np.array([not truth.good for truth in truths if isinstance(truth, Quality)], dtype=np.int64)


def _stacked_boxes(truths: Sequence[Truth], names: int) -> np.ndarray:
    rows = [np.empty((0, COLUMNS + 1))]
    for at, truth in enumerate(truths):
        assert isinstance(truth, Boxes)
        rows.append(np.insert(truth.rows, 0, at, axis=1))
    return np.concatenate(rows)


def _by_labels(truths: Sequence[Truth]) -> list[tuple[int, ...]]:
    return [truth.labels or _UNLABELLED for truth in truths]


def _by_boxes(truths: Sequence[Truth]) -> list[tuple[int, ...]]:
    """By the classes, and by how many boxes there are, in bins that hold like many of all boxes."""
    many = np.array([len(truth.by_index()) for truth in truths], dtype=np.float64)
    ascending = np.sort(many)
    reached = np.searchsorted(
        ascending.cumsum(), many.sum() * np.arange(1, _bins(len(many))) / _bins(len(many))
    )
    crowded = np.searchsorted(ascending[reached], many, side="left")
    own = zip(_by_labels(truths), crowded.tolist(), strict=True)
    return [(*labels, _UNLABELLED[0] - at) if at else labels for labels, at in own]


def _by_quantiles(truths: Sequence[Truth]) -> list[tuple[int, ...]]:
    """By the first number, in bins of like size; equal numbers are in one bin."""
    first = np.array([truth.by_index()[0] for truth in truths], dtype=np.float64)
    bins = _bins(len(first))
    edges = np.quantile(first, np.arange(1, bins) / bins) if len(first) else first
    return [(at,) for at in np.searchsorted(edges, first, side="right").tolist()]


def _bins(n: int) -> int:
    return max(1, min(_BINS, n // _LEAST_OF_A_BIN))


# int64 (N,); 0/1 float32 (N, C); float32 (N, C); float64 (boxes, 7), the row of the picture before each box;
# int64 (N,), 1 where the picture is not good.
KINDS: dict[Kind, TruthKind] = {
    "class": TruthKind(_stacked_classes, _by_labels, of_classes=True, exclusive=True, least=2, mark=False),
    "labels": TruthKind(_stacked_labels, _by_labels, of_classes=True, exclusive=False, least=1, mark=True),
    "numbers": TruthKind(
        _stacked_numbers, _by_quantiles, of_classes=False, exclusive=True, least=1, mark="numbers"
    ),
    "boxes": TruthKind(_stacked_boxes, _by_boxes, of_classes=True, exclusive=False, least=1, mark="boxes"),
    "quality": TruthKind(
        _stacked_quality, _by_labels, of_classes=False, exclusive=True, least=1, mark="quality", alike=True
    ),
}
