"""Which pictures of a data set a model may be scored on: those that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from huoyan.artifact.manifest import Manifest
from huoyan.data.dataset import Dataset, Split
from huoyan.data.fingerprint import data_sha256
from huoyan.data.open import open_dataset, read_dataset
from huoyan.errors import DataError


@dataclass(frozen=True, slots=True)
class Scored:
    """The pictures to score, and the name of their part as metrics.json gives it ("all": new data)."""

    dataset: Dataset
    split: str


def unseen(
    data: str | Path | Dataset, manifest: Manifest, split: Split | None, say: Callable[[str], None]
) -> Scored:
    """The part of `data` that `split` names, by default "test" where there is one.

    Data without parts of their own: if they are the data that the model was trained on, they are
    divided as then and only the part that training did not see is scored; else all of them are.
    Raises DataError (data.split) for a part that is empty.
    """
    read = read_dataset(data, say=say)
    divided = any(sample.split is not None for sample in read.samples)
    origin = manifest.provenance
    if not divided:
        again = open_dataset(data, val=origin.val, test=origin.test, seed=origin.seed, say=say)
        if data_sha256(again) == origin.data_sha256:
            say(f"these are the pictures of the training run: only its {split or 'test'} part is scored")
            read, divided = again, True
    if not divided and split is None:
        return Scored(read, "all")
    name: Split = split or ("test" if len(read.split("test")) else "val")
    part = read.split(name)
    if not len(part):
        found = ", ".join(sorted({sample.split or "none" for sample in read.samples}))
        raise DataError(
            f"{read.name} has no part {name!r} (found: {found}). Leave --split away to score what there is.",
            code="data.split",
        )
    if name == "train":
        say("a score on the pictures of training says nothing about new ones")
    return Scored(part, name)
