"""The pictures that an int8 model is made with: of training for ranges, of validation for what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.open import read_dataset
from huoyan.data.prepare import prepare
from huoyan.data.say import Say, silent
from huoyan.errors import DataError, HuoyanError, UsageError
from huoyan.held_out import unseen
from huoyan.preprocess import Placement, Prepared, Preprocess
from huoyan.runs.compared_runs import data_of
from huoyan.system.cores import available_cores
from huoyan.words import Message, warning

# Of training; more change a mean of extremes by little.
CALIBRATION = 300
# Of validation at most so many, and so many bytes of them.
VALIDATION, MOST_BYTES = 2000, 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """uint8 (N, H, W, C) as the network takes them, their truths, and where each lies in it."""

    pixels: np.ndarray
    dataset: Dataset
    places: Sequence[Placement]

    def __len__(self) -> int:
        return len(self.pixels)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """calibration: of training. judged: of the part `part`; of training only where the model has learnt from
    all pictures but those of its test.
    """

    calibration: Pictures
    judged: Pictures
    part: Literal["val", "train"]


def material(artifact: Artifact, data: str | Path | Dataset | None, say: Say) -> Material:
    """data None: those that the model was trained on.

    Raises UsageError (usage.int8_data) where these are not named or not there; DataError as
    `held_out.unseen`.
    """
    read, preprocess = read_of(artifact, data, say), artifact.preprocess
    train = _part(read, artifact, "train", silent)
    if train is None:
        raise DataError(Message("int8.no_training", data=read.name), code="data.split")
    val = _part(read, artifact, "val", say)
    if val is None:
        say(warning("int8.seen"))
        rows = np.arange(len(train))
        odd, even = train.take(rows[1::2]), train.take(rows[::2])
        return Material(
            _prepared(even, preprocess, CALIBRATION), _prepared(odd, preprocess, VALIDATION), "train"
        )
    return Material(_prepared(train, preprocess, CALIBRATION), _prepared(val, preprocess, VALIDATION), "val")


def read_of(artifact: Artifact, data: str | Path | Dataset | None, say: Say) -> Dataset:
    """As its task and its run read them; data of another form, such as a folder for a table, as they are.

    Raises UsageError (usage.int8_data) where those of training are not there.
    """
    if isinstance(data, Dataset):
        return data
    task, (named, reading) = artifact.manifest.task, _of_run(artifact)
    given = named if data is None else data
    try:
        return read_dataset(given, say=say, reading=task.reading(reading))
    except HuoyanError as error:
        if data is not None and error.code in ("usage.table", "usage.class_folders"):
            return read_dataset(data, say=say, reading=task.reading(AS_IT_IS))
        if data is not None:
            raise
        told = Message("int8.no_data", data=given, reason=error.message)
        raise UsageError(told, code="usage.int8_data") from error


def _of_run(artifact: Artifact) -> tuple[str, Reading]:
    """As the recipe of its run has them; of a model that was moved alone by their name."""
    try:
        return data_of(artifact, {})
    except UsageError:
        return artifact.manifest.provenance.data, AS_IT_IS


def _part(read: Dataset, artifact: Artifact, split: Split, say: Say) -> Dataset | None:
    """None where the data and the model know of none.

    A run may have taken its validation out of what the data call training: what the model knows comes first.
    """
    known = bool(artifact.pictures())
    apart = replace(read, samples=tuple(replace(sample, split=None) for sample in read.samples))
    for data in (apart, read) if known else (read,):
        remarks: list[Message] = []
        try:
            found = unseen(data, artifact, split, remarks.append).dataset
        except DataError as error:
            if error.code not in ("data.split", "data.seen"):
                raise
            continue
        for remark in remarks:
            say(remark)
        return found
    return None


def evenly(n: int, most: int) -> np.ndarray:
    """At most `most` of n indices."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int))


def _prepared(part: Dataset, preprocess: Preprocess, most: int) -> Pictures:
    """At most so many, evenly spread; what cannot be read is left out. Raises DataError (data.unreadable)."""
    each = preprocess.height * preprocess.width * preprocess.channels
    kept = min(most, max(1, MOST_BYTES // each), len(part))
    chosen = part.take(evenly(len(part), kept))

    def ready(sample: Sample) -> Prepared | None:
        try:
            return prepare(sample, preprocess)
        except (HuoyanError, OSError, MemoryError):
            return None

    with ThreadPoolExecutor(available_cores()) as pool:
        found = list(pool.map(ready, chosen.samples))
    good = [at for at, picture in enumerate(found) if picture is not None]
    if not good:
        raise DataError(Message("int8.unreadable", data=part.name), code="data.unreadable")
    prepared = [picture for picture in found if picture is not None]
    samples = tuple(chosen.samples[at] for at in good)
    return Pictures(
        np.stack([picture.pixels for picture in prepared]),
        replace(chosen, samples=samples),
        [picture.place for picture in prepared],
    )
