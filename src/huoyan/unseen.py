"""Which pictures of a data set a model may be scored on: those that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from huoyan.artifact.read import Artifact
from huoyan.data.dataset import Dataset, Split
from huoyan.data.fingerprint import data_sha256, pictures_sha256
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.split_file import SPLITS_FILE, read_splits
from huoyan.errors import DataError


@dataclass(frozen=True, slots=True)
class Scored:
    """The pictures to score, and the name of their part as metrics.json gives it ("all": new data)."""

    dataset: Dataset
    split: str


def unseen(
    data: str | Path | Dataset, artifact: Artifact, split: Split | None, say: Callable[[str], None]
) -> Scored:
    """The part of `data` that `split` names, by default "test" where there is one.

    Data without parts of their own: if they are the data that the model was trained on, they are
    divided as then and only the part that training did not see is scored; else all of them are.
    Raises DataError (data.split) for a part that is empty.
    """
    read = read_dataset(data, say=say)
    divided = any(sample.split is not None for sample in read.samples)
    if not divided and (again := _as_trained(read, artifact, say)) is not None:
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


def _as_trained(read: Dataset, artifact: Artifact, say: Callable[[str], None]) -> Dataset | None:
    """`read` divided as it was for training; None if it is other data.

    By the file of splits in the run folder (it knows what was left out and which copies were kept
    together), else by drawing again. Which data it is, the hash over contents, labels and parts tells.
    Raises DataError (data.seen) for the training pictures where neither way leads back to their parts.
    """
    origin = artifact.manifest.provenance
    listed = artifact.folder.parent / SPLITS_FILE
    if listed.is_file():
        splits = read_splits(listed)
        known = tuple(replace(s, split=splits[s.source]) for s in read.samples if s.source in splits)
        divided = replace(read, samples=known)
    else:
        divided = open_dataset(read, val=origin.val, test=origin.test, seed=origin.seed, say=say)
    if len(divided) and data_sha256(divided) == origin.data_sha256:
        return divided
    if origin.pictures_sha256 and pictures_sha256(read) == origin.pictures_sha256:
        raise DataError(
            f"{read.name} holds the pictures that this model was trained on, and {SPLITS_FILE} is not beside "
            "model/ to tell which it has not seen. Give the whole run folder, or other pictures.",
            code="data.seen",
        )
    return None
