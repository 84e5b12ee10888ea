"""The data of a run: read, without what is to be left out, looked over for copies, and divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from huoyan.data.check.brief import brief_of_classes, brief_of_pictures, with_pointer
from huoyan.data.check.copies.duplicates import Matches, copies_in
from huoyan.data.check.copies.leaks import leaks
from huoyan.data.check.copies.split_groups import split_sides
from huoyan.data.check.look.glance import Glance, glance
from huoyan.data.check.look.known_looks import looks_before
from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.made_pictures import with_made, with_marks_read
from huoyan.data.open import check_medium, open_dataset, read_dataset
from huoyan.data.outside_pictures import withhold_outside
from huoyan.data.quality import as_quality, lone_class
from huoyan.data.say import Say
from huoyan.data.splitting.exclusions import read_exclusions, without
from huoyan.data.splitting.split_file import SPLITS_FILE, read_splits, with_splits, write_splits
from huoyan.errors import DataError
from huoyan.images.limits import limits_of
from huoyan.learn.feed.same_clips import Clusters, same_clips
from huoyan.learn.plan.asked_names import check_asked
from huoyan.learn.plan.settle import with_task
from huoyan.runs.events import Advanced, Listener, Phase, Said
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.tasks import TASKS, reading_for
from huoyan.words import Listed, Message, Remark

# More pictures than this are not looked over for copies before training: it takes 1 to 2 ms each.
LOOKED_OVER = 50_000


@dataclass(frozen=True, slots=True)
class Opened:
    """Divided data. together: a number for each source of which there are copies, one for all of these."""

    dataset: Dataset
    together: Mapping[str, int] = field(default_factory=dict)


def open_material(
    given: str | Path | Dataset,
    recipe: Recipe,
    warn: Say,
    tell: Listener,
) -> Opened:
    """The data without what is to be left out, and divided. Writes nothing.

    Copies of one picture, resized or cropped or compressed anew, stay on one side of a split that is
    drawn here: on both they would make the score a test of memory. What else would spoil the training or
    its score is said in a few sentences.
    """
    data = read_material(given, recipe, warn)
    data, clusters, together, trouble = _look_over(data, recipe, warn, tell)
    dataset = open_dataset(
        data, val=recipe.val, test=recipe.test, seed=recipe.seed, say=warn, clusters=clusters
    )
    name = given.name if isinstance(given, Dataset) else str(given)
    _check_training(dataset)
    asked = ["--task", recipe.task] if recipe.task in TASKS else []
    flags = [*asked, *recipe.reading().flags()]
    for sentence in with_pointer([*trouble, *brief_of_classes(dataset)], name, flags):
        warn(sentence)
    numbers = {at: number for number, cluster in enumerate(together) for at in cluster}
    return Opened(dataset, {data.samples[at].source: number for at, number in numbers.items()})


def read_material(given: str | Path | Dataset, recipe: Recipe, warn: Say) -> Dataset:
    """The data without what is to be left out, with the parts that a file of splits gives."""
    data = read_dataset(given, say=warn, reading=_reading(recipe))
    check_medium(data, _reading(recipe))
    if recipe.task == "auto" and recipe.model == "auto" and data.medium == "pictures" and lone_class(data):
        data = as_quality(data, _reading(recipe))
        warn(Message("quality.lone_class", data=data.name, name=data.classes[0]))
    check_asked(with_task(recipe, data))
    if recipe.max_pixels is not None:
        data = data.within(limits_of(recipe.max_pixels))
    if not (recipe.allow_outside or isinstance(given, Dataset)):
        data = withhold_outside(data, warn)
    if recipe.exclude is not None:
        data = without(data, read_exclusions(recipe.exclude), recipe.exclude)
    if recipe.splits is not None:
        data = with_splits(data, read_splits(recipe.splits), recipe.splits)
    return data


def _reading(recipe: Recipe) -> Reading:
    """How the data are read: for the task that was asked for, if one was."""
    return reading_for(recipe.task, recipe.reading()) if recipe.task in TASKS else recipe.reading()


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
) -> tuple[Dataset, Clusters | None, Clusters, list[Remark]]:
    """The data with what a program made told apart; copies among picture files: those to be kept on one side
    where a split is drawn, and all; what else was seen.

    What lies on both sides of a split that the data bring is their maker's: it is said, not changed.
    """
    if data.medium == "clips":
        return data, *same_clips(data, warn)
    if any(sample.path is None for sample in data.samples):
        return data, None, [], []
    if len(data) > LOOKED_OVER:
        warn(Message("feed.too_many_for_copies", n=len(data)))
        return with_marks_read(data), None, [], []
    tell(Phase(Message("feed.looking_for_copies"), len(data)))
    seen = glance(data, lambda done, _: tell(Advanced(done)), known=looks_before(data))
    data = with_made(data, seen.made.tolist())
    found = copies_in(data, seen)
    clusters = _kept_together(data, seen, found, recipe, warn, tell)
    together = clusters or split_sides(data, seen, found, recipe.val).clusters
    copies = [leak for leak in leaks(data, found) if leak.detail["how"] != "group"]
    leaked = {path for leak in copies for path in leak.paths}
    scored = sum(s.split == "test" and s.source in leaked for s in data.samples)
    if leaked:
        warn(Message("feed.leaked", n=len(leaked), scored=scored))
    return data, clusters, together, brief_of_pictures(data, seen, found)


def _kept_together(
    data: Dataset,
    seen: Glance,
    found: Matches,
    recipe: Recipe,
    warn: Say,
    tell: Listener,
) -> Clusters:
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
