"""A data set: pictures with their truths, in a fixed order, whatever they were read from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.sample.picture import Clip, ClipPicture, Picture, PixelPicture, SequencePicture
from huoyan.data.sample.truth import KINDS, Truth
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.sources.other_files import PassedOver

Split = Literal["train", "val", "test"]
SPLITS: tuple[Split, ...] = ("train", "val", "test")


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture and what is true of it.

    Samples of one `group` (a patient, a person, a video) belong on one side of a split.
    `embed`: pages may hold a copy of the picture. `made`: a program made the picture; it only ever trains.
    """

    source: str
    truth: Truth
    picture: Picture
    split: Split | None = None
    group: str | None = None
    embed: bool = True
    made: bool = False

    @property
    def labels(self) -> tuple[int, ...]:
        """Indices into the data set's classes."""
        return self.truth.labels

    @property
    def path(self) -> Path | None:
        """Of the file that is read, or of the folder of frames; None for pixels in memory."""
        return None if isinstance(self.picture, PixelPicture) else self.picture.path

    @property
    def pixels(self) -> np.ndarray | None:
        return self.picture.pixels if isinstance(self.picture, PixelPicture) else None

    @property
    def clip(self) -> Clip | None:
        """The picture, where it is seen over time."""
        return self.picture if isinstance(self.picture, ClipPicture | SequencePicture) else None

    @property
    def limits(self) -> Limits:
        """What reading the picture may cost."""
        return DEFAULT if isinstance(self.picture, PixelPicture) else self.picture.limits


@dataclass(frozen=True, slots=True)
class Dataset:
    """Samples whose truths are of one `kind`. `name` is for people.

    classes: the names that the truths are about: of classes, or of the quantities where these are numbers;
    passed: what lay beside the pictures and was not read.
    """

    name: str
    classes: tuple[str, ...]
    samples: tuple[Sample, ...]
    kind: Kind = "class"
    passed: PassedOver = field(default_factory=PassedOver)

    @property
    def of_classes(self) -> bool:
        """Whether the names are those of classes."""
        return KINDS[self.kind].of_classes

    @property
    def medium(self) -> Medium:
        """Whether its samples are seen over time; what has none is of pictures."""
        return "clips" if any(sample.clip is not None for sample in self.samples) else "pictures"

    @property
    def truths(self) -> list[Truth]:
        return [sample.truth for sample in self.samples]

    def __len__(self) -> int:
        return len(self.samples)

    def keep(self, wanted: Callable[[Sample], bool]) -> Dataset:
        return replace(self, samples=tuple(filter(wanted, self.samples)))

    def within(self, limits: Limits) -> Dataset:
        """The same data, each of whose pictures may cost so much to read."""
        return replace(
            self, samples=tuple([replace(x, picture=x.picture.within(limits)) for x in self.samples])
        )

    def split(self, name: Split) -> Dataset:
        return replace(self, samples=tuple([sample for sample in self.samples if sample.split == name]))

    def take(self, indices: Sequence[int] | np.ndarray) -> Dataset:
        return replace(self, samples=tuple(self.samples[int(i)] for i in indices))

    def targets(self) -> np.ndarray:
        """A row a sample: classes int64 (N,), 0/1 float32 (N, classes) or numbers float32 (N, names).

        Of boxes a row each, float64 (boxes, 7): the sample's, class, xmin, ymin, xmax, ymax, crowd.
        """
        return KINDS[self.kind].stacked(self.truths, len(self.classes))

    def counts(self) -> dict[str, int]:
        """Samples a class, in class order; {} where the truths are none of classes."""
        if not self.of_classes:
            return {}
        total = [0] * len(self.classes)
        for truth in self.truths:
            for label in truth.labels:
                total[label] += 1
        return dict(zip(self.classes, total, strict=True))
