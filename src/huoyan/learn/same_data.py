"""Whether the data that a run goes on with are those that it began with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from huoyan.data.dataset import Dataset
from huoyan.data.sample.truth import KINDS
from huoyan.errors import TrainingError
from huoyan.runs.recipe_file import Origin
from huoyan.runs.run_folder import RunFolder
from huoyan.text import nfc
from huoyan.words import Message


def pictures_sha256(dataset: Dataset, contents: Sequence[str]) -> str:
    """Hex sha256 of the classes, and of each sample's truth, part and content (hex sha256), in their order.

    Names and folders of the pictures are no part of it: a training that goes on meets the same numbers.
    """
    digest = hashlib.sha256()
    classes = [nfc(name) for name in dataset.classes]
    digest.update(json.dumps([classes, KINDS[dataset.kind].mark]).encode())
    for sample, content in zip(dataset.samples, contents, strict=True):
        digest.update(json.dumps([sample.truth.by_index(), sample.split, content]).encode())
    return digest.hexdigest()


def check_same(found: str, origin: Origin, folder: RunFolder) -> None:
    """Raises TrainingError (training.resume) where the run began with other data than are `found` now."""
    if origin.pictures_sha256 in (None, found):
        return
    where: str = origin.data
    if origin.folder:
        where = Message("run.data_in_folder", data=origin.data, folder=origin.folder)
    raise TrainingError(Message("run.other_pictures", path=folder.path, where=where), code="training.resume")
