"""The real pictures of a generator's run, decoded: what it learns from, and what it is judged by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.data.dataset import Split
from huoyan.learn.feed.decoding import begin_decoding
from huoyan.learn.feed.pictures import Pictures, load_pictures
from huoyan.learn.feed.readable import check_readable
from huoyan.learn.generate.run.divided import Divided, of_classes
from huoyan.preprocess import Preprocess
from huoyan.runs.events import Listener
from huoyan.runs.generation import Generation
from huoyan.runs.run_folder import RunFolder, write_quarantine

# Validation pictures from which a judgement rests on them, and not on those of training.
ENOUGH = 50


@dataclass(frozen=True, slots=True)
class RealPictures:
    """What was read. train_classes, val_classes: int64 (N,), in the order of the classes that are told; all 0
    where none are."""

    train: Pictures
    val: Pictures
    train_classes: np.ndarray
    val_classes: np.ndarray

    @property
    def judged_by(self) -> Split:
        """The part that made pictures are compared with."""
        return "val" if len(self.val.dataset) >= ENOUGH else "train"

    def part(self, split: Split) -> tuple[np.ndarray, np.ndarray]:
        """Pixels and classes."""
        if split == "val":
            return self.val.pixels, self.val_classes
        return self.train.pixels, self.train_classes


def read_pictures(
    found: Divided, preprocess: Preprocess, asked: Generation, folder: RunFolder, tell: Listener
) -> RealPictures:
    """Decodes training and validation pictures, lists the broken ones and stops if they are too many."""
    parts = {
        "training": of_classes(found.dataset, found.classes, "train"),
        "validation": of_classes(found.dataset, found.classes, "val"),
    }
    progress = begin_decoding(sum(map(len, parts.values())), tell)
    pictures = {name: load_pictures(part, preprocess, progress=progress) for name, part in parts.items()}
    write_quarantine(folder, [each for part in pictures.values() for each in part.broken])
    check_readable(pictures, asked.recipe.max_broken, folder, tell)
    train, val = pictures["training"], pictures["validation"]
    return RealPictures(train, val, _targets(train, found), _targets(val, found))


def _targets(pictures: Pictures, found: Divided) -> np.ndarray:
    n = len(pictures.dataset)
    return pictures.dataset.targets().astype(np.int64) if found.told and n else np.zeros(n, np.int64)
