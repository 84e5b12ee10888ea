"""What a run trains on: data opened, looked over for copies, divided and decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from huoyan.data.check.duplicates import match
from huoyan.data.check.glance import glance
from huoyan.data.check.leaks import leaks
from huoyan.data.dataset import Dataset
from huoyan.data.exclude import read_exclusions, without
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.split_file import SPLITS_FILE, read_splits, with_splits, write_splits
from huoyan.learn.events import Advanced, Listener, Phase, Said
from huoyan.learn.feed import ArrayFeed, Feed, WorkerFeed, choose_feed
from huoyan.learn.pictures import Broken, Pictures, check_broken, load_pictures
from huoyan.learn.plan import Plan
from huoyan.learn.recipe import Recipe
from huoyan.learn.run_folder import RunFolder, write_quarantine

# More pictures than this are not looked over for copies before training: it takes 1 to 2 ms each.
LOOKED_OVER = 50_000


@dataclass(frozen=True, slots=True)
class Material:
    """The data as training takes it. `sample` are some training pictures, for statistics and the report."""

    dataset: Dataset
    train: Dataset
    feed: Feed
    sample: np.ndarray
    val: Pictures
    broken: tuple[Broken, ...]


def open_material(
    given: str | Path | Dataset,
    recipe: Recipe,
    folder: RunFolder,
    warn: Callable[[str], None],
    tell: Listener,
) -> Dataset:
    """The data without what is to be left out, and divided; the split is kept with the run.

    Copies of one picture, resized or cropped or compressed anew, stay on one side of a split that is
    drawn here: on both they would make the score a test of memory.
    """
    data = read_dataset(given, say=warn)
    if recipe.exclude is not None:
        data = without(data, read_exclusions(recipe.exclude), recipe.exclude)
    if recipe.splits is not None:
        data = with_splits(data, read_splits(recipe.splits), recipe.splits)
    dataset = open_dataset(
        data, val=recipe.val, test=recipe.test, seed=recipe.seed, say=warn, clusters=_copies(data, warn, tell)
    )
    if any(sample.path is not None for sample in dataset.samples):
        write_splits(folder.path / SPLITS_FILE, dataset)
    return dataset


def _copies(data: Dataset, warn: Callable[[str], None], tell: Listener) -> list[list[int]] | None:
    """Copies among picture files, to be kept on one side where a split is drawn.

    What lies on both sides of a split that the data bring is their maker's: it is said, not changed.
    """
    if any(sample.path is None for sample in data.samples):
        return None
    if len(data) > LOOKED_OVER:
        warn(f"{len(data):,} pictures are too many to look for copies first; huoyan check does it")
        return None
    tell(Phase("looking for copies", len(data)))
    found = match(glance(data, lambda done, _: tell(Advanced(done))))
    clusters = found.clusters()
    if all(sample.split is None for sample in data.samples) and clusters:
        count = sum(map(len, clusters))
        tell(Said(f"{count:,} pictures are copies of one another; each group stays on one side of the split"))
    leaked = {path for leak in leaks(data, found) for path in leak.paths}
    scored = sum(s.split == "test" and s.source in leaked for s in data.samples)
    if leaked:
        warn(
            f"{len(leaked):,} pictures lie on both sides of the data's own split, nearly or wholly the same "
            f"({scored:,} of the test part): the score flatters. huoyan check shows them, and its --fix "
            "writes the list for --exclude."
        )
    return clusters


def read_material(dataset: Dataset, settled: Plan, folder: RunFolder, tell: Listener) -> Material:
    """Decodes training and validation pictures, lists the broken ones and stops if they are too many."""
    recipe, preprocess = settled.recipe, settled.preprocess
    parts = {split: dataset.split(split) for split in ("train", "val")}
    tell(Phase("decoding", len(parts["train"]) + len(parts["val"])))
    done = 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        tell(Advanced(done))

    kind = recipe.feed
    if kind == "auto":
        kind = choose_feed(len(parts["train"]), preprocess, folder.path)
    cache = folder.cache / "train.uint8" if kind == "cache" else None
    train = load_pictures(parts["train"], preprocess, cache=cache, progress=progress, keep=kind != "workers")
    val = load_pictures(parts["val"], preprocess, progress=progress)
    broken = train.broken + val.broken
    write_quarantine(folder, broken)
    if broken:
        tell(Said(f"{len(broken)} pictures cannot be read; {folder.quarantine} lists them", warning=True))
    check_broken(train, recipe.max_broken)
    check_broken(val, recipe.max_broken)
    device = torch.device("cpu")
    feed: Feed
    if kind == "workers":
        feed = WorkerFeed(train.dataset, preprocess, recipe.workers)
    else:
        feed = ArrayFeed.of(train.pixels, device)
    return Material(dataset, train.dataset, feed, train.pixels, val, broken)
