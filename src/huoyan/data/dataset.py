"""A data set: samples with labels, in a fixed order, whatever they were read from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.sources.passed_over import PassedOver

Split = Literal["train", "val", "test"]
SPLITS: tuple[Split, ...] = ("train", "val", "test")


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture and what it shows.

    Exactly one of `path` and `pixels` is given; `pixels` is uint8 (H, W) grey or (H, W, 3) RGB.
    `labels` are indices into the data set's classes: one for multi-class, any number for multi-label.
    Samples of one `group` (a patient, a person, a video) belong on one side of a split.
    `limits` is what reading the file may cost; `embed`: pages may hold a copy of the picture.
    """

    source: str
    labels: tuple[int, ...]
    path: Path | None = None
    pixels: np.ndarray | None = None
    split: Split | None = None
    group: str | None = None
    limits: Limits = DEFAULT
    embed: bool = True


@dataclass(frozen=True, slots=True)
class Dataset:
    """Samples of one task. `name` is for people; `multilabel` says what `Sample.labels` means.

    passed: what lay beside the pictures and was not read.
    """

    name: str
    classes: tuple[str, ...]
    samples: tuple[Sample, ...]
    multilabel: bool = False
    passed: PassedOver = field(default_factory=PassedOver)

    def __len__(self) -> int:
        return len(self.samples)

    def keep(self, wanted: Callable[[Sample], bool]) -> Dataset:
        return replace(self, samples=tuple(filter(wanted, self.samples)))

    def within(self, limits: Limits) -> Dataset:
        """The same data, each of whose pictures may cost so much to read."""
        return replace(self, samples=tuple([replace(sample, limits=limits) for sample in self.samples]))

    def split(self, name: Split) -> Dataset:
        return replace(self, samples=tuple([sample for sample in self.samples if sample.split == name]))

    def take(self, indices: Sequence[int] | np.ndarray) -> Dataset:
        return replace(self, samples=tuple(self.samples[int(i)] for i in indices))

    def targets(self) -> np.ndarray:
        """Class indices int64 (N,); for multi-label a 0/1 float32 matrix (N, classes)."""
        if not self.multilabel:
            return np.array([sample.labels[0] for sample in self.samples], dtype=np.int64)
        matrix = np.zeros((len(self.samples), len(self.classes)), dtype=np.float32)
        for row, sample in enumerate(self.samples):
            matrix[row, list(sample.labels)] = 1
        return matrix

    def counts(self) -> dict[str, int]:
        """Samples a class, in class order."""
        total = [0] * len(self.classes)
        for sample in self.samples:
            for label in sample.labels:
                total[label] += 1
        return dict(zip(self.classes, total, strict=True))
