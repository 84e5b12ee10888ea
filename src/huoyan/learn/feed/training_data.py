"""The pictures of a run as a network takes them: decoded, the broken ones listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.data.dataset import Dataset, Split
from huoyan.data.sample.broken import Broken
from huoyan.learn.distributed.shared_pictures import load_together
from huoyan.learn.distributed.world import ALONE, World
from huoyan.learn.feed.decoding import begin_decoding, parts_to_decode
from huoyan.learn.feed.feed import ArrayFeed, Feed, WorkerFeed, choose_feed
from huoyan.learn.feed.pictures import Pictures, check_learnable
from huoyan.learn.feed.readable import PART_NAMES, check_readable
from huoyan.learn.fine_tuning.kept_rows import KeptRows
from huoyan.learn.machine.devices import choose_device
from huoyan.learn.plan.plan import Plan
from huoyan.preprocess import Placement
from huoyan.runs.events import Listener
from huoyan.runs.run_folder import RunFolder, write_quarantine


@dataclass(frozen=True, slots=True)
class Scored:
    """The validation part, where its pixels are not one array."""

    dataset: Dataset
    feed: Feed


@dataclass(frozen=True, slots=True)
class Material:
    """The data as training takes it. `sample` are some training pictures, for statistics and the report;
    `places`: where each training picture lies in the network's. `scored`: what is scored as training goes on,
    where that is more than `val`. `rows`: of trainings that begin alike, what frozen stages made of it."""

    dataset: Dataset
    train: Dataset
    feed: Feed
    sample: np.ndarray
    places: Sequence[Placement]
    val: Pictures
    broken: tuple[Broken, ...]
    scored: Scored | None = None
    rows: KeptRows[Any] | None = None


def read_material(
    dataset: Dataset, settled: Plan, folder: RunFolder, tell: Listener, world: World = ALONE
) -> Material:
    """Decodes the pictures, lists the broken ones and stops if they are too many.

    Those of the test are only tried: what cannot be scored is known before anything is trained.
    """
    recipe, preprocess = settled.recipe, settled.preprocess
    parts = parts_to_decode(dataset)
    progress = begin_decoding(sum(map(len, parts.values())), tell)
    kind = recipe.feed
    if kind == "auto":
        kind = world.from_lead(lambda: choose_feed(len(parts["train"]), preprocess, folder.path))
    several = world.size > 1
    files = folder.cache / f"machine{world.node}" if several else folder.cache

    def load(split: Split, *, to_file: bool, keep: bool = True) -> Pictures:
        cache = files / f"{split}.uint8" if to_file else None
        return load_together(parts[split], preprocess, world, cache=cache, keep=keep, progress=progress)

    train = load("train", to_file=several or kind == "cache", keep=kind != "workers")
    val = load("val", to_file=several)
    test = load("test", to_file=False, keep=False)
    read = dict(zip(PART_NAMES, (train, val, test), strict=True))
    broken = tuple(each for pictures in read.values() for each in pictures.broken)
    if world.leads:
        write_quarantine(folder, broken)
    check_readable(read, recipe.max_broken, folder, tell)
    check_learnable(train)
    feed: Feed
    if kind == "workers":
        feed = WorkerFeed(train.dataset, preprocess, recipe.workers)
    else:
        feed = ArrayFeed.of(train.pixels, choose_device(recipe.device, world))
    return Material(dataset, train.dataset, feed, train.pixels, train.places, val, broken)
