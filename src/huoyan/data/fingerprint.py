"""Numbers that tell data and pictures: what a model was trained on can be recognised again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from huoyan.data.dataset import SPLITS, Dataset, Sample, Split
from huoyan.text import nfc

# Hex digits of a sha256 that make a key. Among a million pictures and a million others, a key is met by
# chance with a probability of 5e-8.
KEY_DIGITS = 16
# What all empty files have in common tells none of them.
NOTHING = hashlib.sha256().hexdigest()


def contents_sha256(dataset: Dataset) -> list[str]:
    """Hex sha256 of every sample's content, in order. Files are read whole: this costs what reading costs."""
    return [sample.picture.sha256() for sample in dataset.samples]


def data_sha256(dataset: Dataset, contents: Sequence[str] | None = None) -> str:
    """Hex sha256 over source, truth, split and content of every sample.

    The same wherever the folder lies and in whatever order it is listed; another bit in a picture, a
    moved sample or a renamed class changes it. `contents` are those of `contents_sha256`, if known.
    """
    contents = contents_sha256(dataset) if contents is None else contents
    pairs = zip(dataset.samples, contents, strict=True)
    digest = hashlib.sha256()
    for record in sorted(_record(sample, dataset.classes, content) for sample, content in pairs):
        digest.update(record.encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.hexdigest()


def picture_keys(contents: Sequence[str]) -> np.ndarray:
    """The first 8 bytes of each content's sha256, uint64 (N,); 0 for what is empty or cannot be read."""
    told = ("0" if content in ("", NOTHING) else content[:KEY_DIGITS] for content in contents)
    return np.array([int(digits, 16) for digits in told], np.uint64)


def part_keys(dataset: Dataset, contents: Sequence[str]) -> dict[Split, np.ndarray]:
    """The keys of each part's pictures, ascending; a picture that is there twice has its key twice."""
    keys = picture_keys(contents)
    parts = np.array([sample.split or "" for sample in dataset.samples])
    return {split: np.sort(keys[(parts == split) & (keys != 0)]) for split in SPLITS}


def _record(sample: Sample, classes: tuple[str, ...], content: str) -> str:
    # JSON, because no text inside can then be taken for the border of a field. Unicode's composed form,
    # because macOS hands out names decomposed.
    return json.dumps([nfc(sample.source), sample.truth.by_name(classes), sample.split, content])
