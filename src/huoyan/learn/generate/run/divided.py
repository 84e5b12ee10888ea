"""Which pictures of the data a generator learns from: those of its classes, in the parts of a training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from huoyan.data.dataset import Dataset, Split
from huoyan.data.sample.truth import OneLabel
from huoyan.data.say import Say
from huoyan.errors import DataError, HuoyanError, UsageError
from huoyan.learn.feed.opened_data import open_material, read_material
from huoyan.learn.plan.look import Look, look
from huoyan.runs.events import Listener
from huoyan.runs.generation import Generation
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message, counted, note

# Of a recipe, what decides which pictures are in which part.
DATA = (
    "val", "test", "exclude", "splits", "allow_outside", "max_broken", "max_pixels", "seed", "path_column",
    "label_column", "split_column", "group_column", "label_separator", "labels_per_picture", "missing_labels",
    "encoding", "class_folders",
)  # fmt: skip
# Training pictures below which nothing is learnt that is worth a name.
LEAST = 10


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


def divided(given: str | Dataset, asked: Generation, warn: Say, tell: Listener) -> Divided:
    """The data divided as `huoyan train` divides them with the same flags: the test part is never seen.

    Raises DataError (data.few_to_make) for fewer than ten training pictures, UsageError (usage.kind) for data
    that are not of classes, usage.class for a class that is not there.
    """
    values = asked.recipe.values()
    choices = Recipe().with_choices(**{name: values[name] for name in DATA})
    task, all_of_it = _as_task(given, choices)
    if len(all_of_it) < LEAST:  # too few to be divided at all
        raise _few(len(all_of_it), all_of_it.classes, asked)
    opened = open_material(given, choices.settled(task), warn, tell).dataset
    dataset = _of_classes(_real(opened, warn))
    classes = _asked_classes(dataset, asked.classes)
    train = of_classes(dataset, classes, "train")
    if len(train) < LEAST:
        raise _few(len(train), classes, asked)
    return Divided(dataset, classes, look(train, asked.recipe.seed))


def _few(n: int, classes: Sequence[str], asked: Generation) -> DataError:
    key = "generate.few_of_asked" if asked.classes else "generate.few"
    told = Message(key, pictures=counted(n, "picture"), least=LEAST, classes=Listed(classes))
    return DataError(told, code="data.few_to_make")


def _as_task(given: str | Dataset, choices: Recipe) -> tuple[str, Dataset]:
    """The task whose data they could be: of several classes, or of one, for which a folder of pictures is
    enough; and what is there. Raises what reading them as classes raises; UsageError (usage.kind) for data of
    another kind.
    """
    try:
        found = _peeked(given, choices.settled("classify"))
    except HuoyanError as error:
        alone = _readable(given, choices.settled("anomaly"))
        if alone is not None and len(alone.classes) == 1:
            return "anomaly", alone
        raise _refusal(given, choices, error) from error
    return "classify" if len(found.classes) > 1 else "anomaly", found


def _refusal(given: str | Dataset, choices: Recipe, error: HuoyanError) -> HuoyanError:
    """What is there instead, where that can be read."""
    for recipe in (choices, choices.settled("regress")):
        found = _readable(given, recipe)
        if found is not None and found.kind not in ("class", "quality"):
            told = Message("generate.kind", data=found.name, found=Message(f"kind.{found.kind}"))
            return UsageError(told, code="usage.kind")
    return error


def _readable(given: str | Dataset, recipe: Recipe) -> Dataset | None:
    try:
        return _peeked(given, recipe)
    except HuoyanError:
        return None


def _peeked(given: str | Dataset, recipe: Recipe) -> Dataset:
    return read_material(given, recipe, lambda said: None)


def _of_classes(dataset: Dataset) -> Dataset:
    """Pictures of good things are those of a class, too."""
    samples = tuple(replace(sample, truth=OneLabel(sample.labels[0])) for sample in dataset.samples)
    return replace(dataset, kind="class", samples=samples)


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


def _asked_classes(dataset: Dataset, asked: Sequence[str]) -> tuple[str, ...]:
    for name in asked:
        if name not in dataset.classes:
            told = Message(
                "generate.no_class", name=name, data=dataset.name, known=Listed(dataset.classes, 10)
            )
            raise UsageError(told, code="usage.class")
    return tuple(name for name in dataset.classes if name in asked) if asked else dataset.classes
