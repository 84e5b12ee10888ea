"""The real pictures of a generator's run: what it learns from, and what it is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from huoyan.data.dataset import Dataset, Split
from huoyan.data.made_pictures import with_marks_read
from huoyan.data.say import Say
from huoyan.data.splitting.splits import assign
from huoyan.errors import DataError, UsageError
from huoyan.learn.feed.decoding import begin_decoding
from huoyan.learn.feed.opened_data import open_material, read_material
from huoyan.learn.feed.pictures import Pictures, load_pictures
from huoyan.learn.feed.readable import check_readable
from huoyan.learn.plan.look import Look, look
from huoyan.preprocess import Preprocess
from huoyan.runs.events import Listener
from huoyan.runs.generation import Generation
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import RunFolder, write_quarantine
from huoyan.words import Listed, Message, counted, note

# Of a recipe, what decides which pictures are in which part.
DATA = (
    "val", "test", "exclude", "splits", "allow_outside", "max_broken", "max_pixels", "seed", "path_column",
    "label_column", "split_column", "group_column", "label_separator", "labels_per_picture", "missing_labels",
    "encoding", "class_folders",
)  # fmt: skip
# Training pictures below which nothing is learnt that is worth a name.
LEAST = 10
# Validation pictures from which a judgement rests on them, and not on those of training.
ENOUGH = 50


@dataclass(frozen=True, slots=True)
class Divided:
    """All of the data with its parts, of which `classes` are made. told: whether the generator is told them:
    one alone is not."""

    dataset: Dataset
    classes: tuple[str, ...]
    seen: Look

    @property
    def told(self) -> tuple[str, ...]:
        return self.classes if len(self.classes) > 1 else ()


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


def divided(given: str | Dataset, asked: Generation, warn: Say, tell: Listener) -> Divided:
    """The data divided as `huoyan train` divides them with the same flags: the test part is never seen.

    Raises DataError (data.few_to_make) for fewer than ten training pictures, UsageError (usage.kind) for data
    that are not of classes, usage.class for a class that is not there.
    """
    values = asked.recipe.values()
    recipe = Recipe().settled("classify").with_choices(**{name: values[name] for name in DATA})
    peeked = read_material(given, recipe, lambda said: None)
    if peeked.kind != "class":
        told = Message("generate.kind", data=peeked.name, found=Message(f"kind.{peeked.kind}"))
        raise UsageError(told, code="usage.kind")
    if len(peeked.classes) > 1:
        dataset = _real(open_material(given, recipe, warn, tell).dataset, warn)
    else:
        read = _real(with_marks_read(read_material(given, recipe, warn)), warn)
        dataset = assign(read, recipe.val, recipe.test, recipe.seed, warn)
    classes = _asked_classes(dataset, asked.classes)
    train = of_classes(dataset, classes, "train")
    if len(train) < LEAST:
        told = Message("generate.few", n=len(train), least=LEAST, classes=Listed(classes))
        raise DataError(told, code="data.few_to_make")
    return Divided(dataset, classes, look(train, recipe.seed))


def _real(dataset: Dataset, warn: Say) -> Dataset:
    """Without what a program made: learning from that would repeat it."""
    real = dataset.keep(lambda sample: not sample.made)
    if len(real) < len(dataset):
        warn(note("generate.made_left_out", pictures=counted(len(dataset) - len(real), "picture")))
    return real


def of_classes(dataset: Dataset, classes: Sequence[str], split: Split) -> Dataset:
    """The part of these classes, which are then all that there are."""
    at = {dataset.classes.index(name): new for new, name in enumerate(classes)}
    part = dataset.split(split).keep(lambda sample: sample.labels[0] in at)
    samples = tuple(replace(sample, truth=sample.truth.relabelled(at)) for sample in part.samples)
    return replace(part, classes=tuple(classes), samples=samples)


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


def _asked_classes(dataset: Dataset, asked: Sequence[str]) -> tuple[str, ...]:
    for name in asked:
        if name not in dataset.classes:
            told = Message(
                "generate.no_class", name=name, data=dataset.name, known=Listed(dataset.classes, 10)
            )
            raise UsageError(told, code="usage.class")
    return tuple(name for name in dataset.classes if name in asked) if asked else dataset.classes
