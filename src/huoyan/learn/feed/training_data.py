"""What a run trains on: data opened, looked over, divided and decoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from huoyan.data.check.brief import brief_of_classes, brief_of_pictures, with_pointer
from huoyan.data.check.copies.duplicates import Matches, match
from huoyan.data.check.copies.leaks import leaks
from huoyan.data.check.copies.split_groups import split_sides
from huoyan.data.check.look.glance import Glance, glance
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.formats.reading import Reading
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.outside_pictures import withhold_outside
from huoyan.data.sample.broken import Broken
from huoyan.data.say import Say
from huoyan.data.splitting.exclusions import read_exclusions, without
from huoyan.data.splitting.split_file import SPLITS_FILE, read_splits, with_splits, write_splits
from huoyan.errors import DataError
from huoyan.images.limits import limits_of
from huoyan.learn.distributed.shared_pictures import load_together
from huoyan.learn.distributed.world import ALONE, World
from huoyan.learn.feed.feed import ArrayFeed, Feed, WorkerFeed, choose_feed
from huoyan.learn.feed.pictures import Pictures, check_broken, check_learnable
from huoyan.learn.machine.devices import choose_device
from huoyan.learn.plan.plan import Plan
from huoyan.preprocess import Placement
from huoyan.runs.events import Advanced, Listener, Phase, Said
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import RunFolder, write_quarantine
from huoyan.tasks import TASKS
from huoyan.words import Listed, Message, Remark, counted

PART_NAMES = ("training", "validation", "test")
# More pictures than this are not looked over for copies before training: it takes 1 to 2 ms each.
LOOKED_OVER = 50_000


@dataclass(frozen=True, slots=True)
class Material:
    """The data as training takes it. `sample` are some training pictures, for statistics and the report;
    `places`: where each training picture lies in the network's."""

    dataset: Dataset
    train: Dataset
    feed: Feed
    sample: np.ndarray
    places: Sequence[Placement]
    val: Pictures
    broken: tuple[Broken, ...]


def open_material(
    given: str | Path | Dataset,
    recipe: Recipe,
    warn: Say,
    tell: Listener,
) -> Dataset:
    """The data without what is to be left out, and divided. Writes nothing.

    Copies of one picture, resized or cropped or compressed anew, stay on one side of a split that is
    drawn here: on both they would make the score a test of memory. What else would spoil the training or
    its score is said in a few sentences.
    """
    data = read_dataset(given, say=warn, reading=_reading(recipe))
    if recipe.max_pixels is not None:
        data = data.within(limits_of(recipe.max_pixels))
    if not (recipe.allow_outside or isinstance(given, Dataset)):
        data = withhold_outside(data, warn)
    if recipe.exclude is not None:
        data = without(data, read_exclusions(recipe.exclude), recipe.exclude)
    if recipe.splits is not None:
        data = with_splits(data, read_splits(recipe.splits), recipe.splits)
    clusters, trouble = _look_over(data, recipe, warn, tell)
    dataset = open_dataset(
        data, val=recipe.val, test=recipe.test, seed=recipe.seed, say=warn, clusters=clusters
    )
    name = given.name if isinstance(given, Dataset) else str(given)
    _check_training(dataset)
    asked = ["--task", recipe.task] if recipe.task in TASKS else []
    flags = [*asked, *recipe.reading().flags()]
    for sentence in with_pointer([*trouble, *brief_of_classes(dataset)], name, flags):
        warn(sentence)
    return dataset


def _reading(recipe: Recipe) -> Reading:
    """How the data are read: for the task that was asked for, if one was."""
    kind = TASKS[recipe.task].kind if recipe.task in TASKS else None
    return replace(recipe.reading(), kind=kind)


def _check_training(dataset: Dataset) -> None:
    if not len(dataset.split("train")):
        parts = Listed(sorted({sample.split for sample in dataset.samples if sample.split}))
        raise DataError(
            Message("feed.no_training", name=dataset.name, n=len(dataset), parts=parts),
            code="data.no_train",
        )


def keep_split(dataset: Dataset, folder: RunFolder) -> None:
    """Writes down which picture is in which part, where pictures are files."""
    if any(sample.path is not None for sample in dataset.samples):
        write_splits(folder.path / SPLITS_FILE, dataset)


def _look_over(
    data: Dataset, recipe: Recipe, warn: Say, tell: Listener
) -> tuple[list[list[int]] | None, list[Remark]]:
    """Copies among picture files, to be kept on one side where a split is drawn; and what else was seen.

    What lies on both sides of a split that the data bring is their maker's: it is said, not changed.
    """
    if any(sample.path is None for sample in data.samples):
        return None, []
    if len(data) > LOOKED_OVER:
        warn(Message("feed.too_many_for_copies", n=len(data)))
        return None, []
    tell(Phase(Message("feed.looking_for_copies"), len(data)))
    seen = glance(data, lambda done, _: tell(Advanced(done)))
    found = match(seen)
    clusters = _kept_together(data, seen, found, recipe, warn, tell)
    copies = [leak for leak in leaks(data, found) if leak.detail["how"] != "group"]
    leaked = {path for leak in copies for path in leak.paths}
    scored = sum(s.split == "test" and s.source in leaked for s in data.samples)
    if leaked:
        warn(Message("feed.leaked", n=len(leaked), scored=scored))
    return clusters, brief_of_pictures(data, seen, found)


def _kept_together(
    data: Dataset,
    seen: Glance,
    found: Matches,
    recipe: Recipe,
    warn: Say,
    tell: Listener,
) -> list[list[int]]:
    """Copies that stay on one side of a split that is drawn, and how many there are."""
    splits = {sample.split for sample in data.samples}
    whole = splits <= {None} or splits == {"train"}
    shares = [share for share in (recipe.val, recipe.test if whole else 0) if share]
    if "val" in splits or not shares:
        return []
    kept = split_sides(data, seen, found, min(shares))
    if whole and kept.clusters:
        n = sum(map(len, kept.clusters))
        tell(Said(Message("feed.copies", n=n)))
    if kept.cut:
        warn(Message("feed.chains", n=kept.cut))
    return kept.clusters


def read_material(
    dataset: Dataset, settled: Plan, folder: RunFolder, tell: Listener, world: World = ALONE
) -> Material:
    """Decodes the pictures, lists the broken ones and stops if they are too many.

    Those of the test are only tried: what cannot be scored is known before anything is trained.
    """
    recipe, preprocess = settled.recipe, settled.preprocess
    parts = {split: dataset.split(split) for split in SPLITS}
    if all(sample.path is None for sample in parts["test"].samples):
        parts["test"] = parts["test"].take([])  # pixels in memory can be read
    tell(Phase(Message("feed.decoding"), sum(map(len, parts.values()))))
    done = 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        tell(Advanced(done))

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
    _check_readable(read, recipe.max_broken, folder, tell)
    check_learnable(train)
    feed: Feed
    if kind == "workers":
        feed = WorkerFeed(train.dataset, preprocess, recipe.workers)
    else:
        feed = ArrayFeed.of(train.pixels, choose_device(recipe.device, world))
    return Material(dataset, train.dataset, feed, train.pixels, train.places, val, broken)


def _unread_of(part: str, pictures: Pictures) -> Message:
    return Message("feed.unread_part", n=len(pictures.broken), part=Message(f"feed.part_{part}"))


def _check_readable(
    read: Mapping[str, Pictures], max_broken: float, folder: RunFolder, tell: Listener
) -> None:
    """Says how many pictures of each part are broken; an error where they are too many."""
    broken = [each for pictures in read.values() for each in pictures.broken]
    if broken:
        unread = Message(
            "feed.unread",
            pictures=counted(len(broken), "picture"),
            where=Listed(_unread_of(name, p) for name, p in read.items() if p.broken),
            names=Listed((each.sample.source for each in broken), 3),
            file=folder.quarantine,
        )
        tell(Said(unread, warning=True))
    for name, pictures in read.items():
        check_broken(pictures, max_broken, name)
