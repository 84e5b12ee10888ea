"""Made pictures are no part of what is divided: they train, whatever is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.say import Say
from huoyan.data.splitting.kept_together import ranked, units
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, note

Clusters = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Apart:
    """whole: all samples. divided: those that are divided, with their clusters; rows: where they stand."""

    whole: Dataset
    divided: Dataset
    clusters: Clusters
    rows: tuple[int, ...]

    def joined(self, divided: Dataset) -> Dataset:
        """All samples in their order: these with their parts, the others in training."""
        if self.divided is self.whole:
            return divided
        samples = [replace(sample, split="train") for sample in self.whole.samples]
        for row, sample in zip(self.rows, divided.samples, strict=True):
            samples[row] = sample
        return replace(divided, samples=tuple(samples))


def made_apart(dataset: Dataset, clusters: Clusters, say: Say) -> Apart:
    """Without the pictures that a program made, and without what must stay on their side: copies, a group.

    A copy of a made picture in the test would be tested on what training has seen. Raises DataError
    (data.made) where the data have made pictures in validation or test, or no others.
    """
    if not any(sample.made for sample in dataset.samples):
        return Apart(dataset, dataset, clusters, tuple(range(len(dataset))))
    _check_training(dataset)
    together = units(dataset.samples, ranked(range(len(dataset)), clusters, len(dataset)))
    bound = {at for unit in together if any(dataset.samples[at].made for at in unit) for at in unit}
    aside = {at for at in bound if dataset.samples[at].split in (None, "train")}
    rows = [at for at in range(len(dataset)) if at not in aside]
    if not rows:
        raise DataError(Message("splits.all_made", data=dataset.name, n=len(dataset)), code="data.made")
    place = {at: new for new, at in enumerate(rows)}
    inner = [[place[at] for at in cluster if at in place] for cluster in clusters]
    n = sum(sample.made for sample in dataset.samples)
    told = "splits.made" if len(aside) == n else "splits.made_with_copies"
    say(note(told, pictures=counted(n, "picture"), others=counted(len(aside) - n, "picture")))
    return Apart(
        dataset, dataset.take(np.array(rows)), [each for each in inner if len(each) > 1], tuple(rows)
    )


def _check_training(dataset: Dataset) -> None:
    tested = [sample for sample in dataset.samples if sample.made and sample.split in ("val", "test")]
    if tested:
        there = sorted({str(sample.split) for sample in tested})
        parts = Listed([Message(f"part_name.{part}") for part in there], None, "and")
        names = Listed((sample.source for sample in tested), 3)
        told = Message("splits.made_tested", data=dataset.name, n=len(tested), parts=parts, names=names)
        raise DataError(told, code="data.made")
