"""Trainings beside a run, for a figure: on a random split, or without the remedy for imbalance."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from huoyan.artifact.write import remove_artifact
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.truth import KINDS
from huoyan.data.say import Say
from huoyan.data.splitting.split_file import SPLITS_FILE, write_splits
from huoyan.errors import HuoyanError
from huoyan.evaluate import Evaluation
from huoyan.learn.learnt import Course
from huoyan.learn.plan.plan import Plan
from huoyan.runs.checkpoint_files import remove
from huoyan.runs.events import Advanced, Event, Listener, Phase, Said, Stepped
from huoyan.runs.recipe import Beside, Recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message

_FOLDER = "beside"


@dataclass(frozen=True, slots=True)
class Main:
    """The run that others are trained beside."""

    dataset: Dataset
    plan: Plan
    course: Course
    folder: RunFolder


# Trains in a folder of its own and scores once; None where Ctrl-C ended the training.
Learn = Callable[[RunFolder, Dataset, Plan, Listener], Evaluation | None]


def train_beside(
    choices: Sequence[Beside], main: Main, learn: Learn, warn: Say, tell: Listener
) -> dict[str, dict[str, Any]]:
    """For each choice what metrics.json holds of its model; without those that failed or were stopped.

    Figures that lie in RUN/beside/CHOICE already, since the run was cut off later, are taken from there.
    """
    if main.course.stopped == "interrupted":
        warn(Message("beside.training_was_stopped", choices=" ".join(choices)))
        return {}
    found: dict[str, dict[str, Any]] = {}
    for choice in choices:
        folder = RunFolder(main.folder.path / _FOLDER / choice)
        if choice == "plain" and _is_plain(main.plan.recipe):
            warn(Message("beside.is_plain"))
            continue
        if not folder.metrics.is_file():
            tell(Said(Message(f"beside.begins.{choice}", seconds=main.course.seconds)))
            try:
                done = _train(choice, main, folder, learn, tell)
            except HuoyanError as error:
                warn(Message("beside.failed", choice=choice, reason=error.message))
                continue
            if not done:
                warn(Message("beside.was_stopped", choice=choice))
                break
        found[choice] = json.loads(folder.metrics.read_text(encoding="utf-8"))
    return found


def forget(choices: Sequence[Beside], folder: RunFolder) -> None:
    """Figures that were trained beside the run before are to be trained anew."""
    for choice in choices:
        RunFolder(folder.path / _FOLDER / choice).metrics.unlink(missing_ok=True)


def _train(choice: Beside, main: Main, folder: RunFolder, learn: Learn, tell: Listener) -> bool:
    """Leaves figures, recipe and split in `folder`, and no model that could be taken for the run's."""
    plan = _plan(choice, main)
    data = random_split(main.dataset, plan.recipe.seed) if choice == "random-split" else main.dataset
    folder.path.mkdir(parents=True, exist_ok=True)
    if any(sample.path is not None for sample in data.samples):
        write_splits(folder.path / SPLITS_FILE, data)
    try:
        evaluation = learn(folder, data, plan, _aside(choice, tell))
    finally:
        folder.remove_cache()
        remove_artifact(folder.model)
    if evaluation is None:
        return False
    folder.write_metrics(evaluation.to_json())
    remove(folder.checkpoints)
    return True


def _plan(choice: Beside, main: Main) -> Plan:
    """The run's recipe, for as many epochs as it had: where time decided, another load would decide anew."""
    recipe = replace(main.plan.recipe, beside=("none",))
    if recipe.minutes is not None:
        epochs = max(0.001, main.course.history[-1].epoch) if main.course.history else None
        recipe = replace(recipe, minutes=None, epochs=epochs)
    if choice == "plain":
        recipe = recipe.with_choices(imbalance="none")
    return replace(main.plan, recipe=recipe)


def _is_plain(recipe: Recipe) -> bool:
    """Whether nothing is done about the sizes of the classes, as where the task knows no such choice."""
    return recipe.values().get("imbalance", "none") in ("none", "auto")


def random_split(dataset: Dataset, seed: int) -> Dataset:
    """The same samples in parts of the same sizes, drawn at random: no group and no copies stay together.

    Each part keeps its number of pictures of each stratum, such as a class; where pictures are in several
    (labels), only its size.
    """
    kind, strata = KINDS[dataset.kind], defaultdict[tuple[int, ...], list[int]](list)
    for at, stratum in enumerate(kind.strata(dataset.truths)):
        if dataset.samples[at].made:
            continue  # it stays in training
        strata[stratum if kind.exclusive else ()].append(at)
    samples: list[Sample] = list(dataset.samples)
    rng = np.random.default_rng(seed)
    for _, members in sorted(strata.items()):
        # By name: the draw must not hang on the order in which a disk lists the files.
        members.sort(key=lambda at: dataset.samples[at].source)
        parts = [dataset.samples[at].split for at in members]
        for at, drawn in zip(members, rng.permutation(len(members)).tolist(), strict=True):
            samples[at] = replace(samples[at], split=parts[drawn])
    return replace(dataset, samples=tuple(samples))


def _aside(choice: Beside, tell: Listener) -> Listener:
    """Passes on the phases, the bar and warnings; the learning curve of a run's log stays the run's own."""
    training = False

    def listen(event: Event) -> None:
        nonlocal training
        if isinstance(event, Stepped):
            if not training:
                tell(Phase(Message("beside.training", choice=choice), event.steps))
                training = True
            tell(Advanced(event.step))
        elif isinstance(event, Phase):
            tell(Phase(Message("beside.phase", choice=choice, what=event.name), event.total))
        elif isinstance(event, Advanced):
            tell(event)
        elif isinstance(event, Said) and event.warning:
            tell(Said(Message("beside.phase", choice=choice, what=event.text), warning=True))

    return listen
