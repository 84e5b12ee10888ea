"""The runs of an ensemble: opened, and whether their answers can be averaged at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from huoyan.artifact.names import ONNX
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.data.dataset import Dataset
from huoyan.errors import DataError, UsageError
from huoyan.learn.ensemble.label_order import unshared
from huoyan.learn.heads import HEADS
from huoyan.learn.job import Job
from huoyan.learn.seen_before import seen_before
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.learn.tasks.base import AveragesAnswers
from huoyan.preprocess import Preprocess
from huoyan.runs.compared_runs import model_folders, names_of
from huoyan.runs.ensemble import NAME, recipe_of
from huoyan.runs.recipe import Recipe
from huoyan.tasks import name_of
from huoyan.words import Listed, Message


@dataclass(frozen=True, slots=True)
class Member:
    """A run by its name, and what it did about classes of unequal size ("none" where that is not known)."""

    name: str
    artifact: Artifact
    imbalance: str

    @property
    def labels(self) -> tuple[str, ...]:
        return self.artifact.manifest.labels


def members_of(recipe: Recipe) -> tuple[Member, ...]:
    """The runs of a settled recipe. Raises UsageError (usage.ensemble) where they cannot be joined."""
    assert recipe.ensemble is not None
    folders = model_folders(recipe.ensemble)
    names = names_of(recipe.ensemble, folders)
    members = tuple(
        Member(name, open_artifact(folder), _imbalance(recipe_of(folder)[1]))
        for name, folder in zip(names, folders, strict=True)
    )
    averaging(recipe.task)
    for member in members:
        if member.artifact.manifest.int8 is not None:
            raise _refused(Message("ensemble.int8", run=member.name))
    first, *others = members
    for other in others:
        _check_alike(first, other)
    for one, other in combinations(members, 2):
        if models_in(one) & models_in(other):
            raise _refused(Message("ensemble.same", first=one.name, second=other.name))
    return members


def averaging(task: str) -> AveragesAnswers:
    """How the task averages. Raises UsageError (usage.ensemble) where it cannot."""
    found = TRAIN_TASKS[task]
    if isinstance(found, AveragesAnswers):
        return found
    known = [name for name, each in TRAIN_TASKS.items() if isinstance(each, AveragesAnswers)]
    raise _refused(Message("ensemble.no_mean", task=task, known=Listed(known, None)))


def check_labels(members: Sequence[Member], dataset: Dataset) -> None:
    """Raises UsageError (usage.ensemble) where the members answer with other labels than the data have."""
    for member in members:
        if only := unshared(member.labels, dataset.classes):
            raise _refused(
                Message("ensemble.other_data", run=member.name, data=dataset.name, only=Listed(only))
            )


def check_unseen(members: Sequence[Member], job: Job, dataset: Dataset) -> None:
    """Raises DataError (data.seen) where a member has learnt what is to be validated or tested, or does not
    tell what it has learnt from."""
    for member in members:
        known = member.artifact.learnt()
        if not known.files:
            raise DataError(Message("ensemble.unknown_pictures", run=member.name), code="data.seen")
        for part, met in seen_before(known, dataset, job.contents_of(dataset), job.together).items():
            network = member.artifact.manifest.network.name
            key = "ensemble.head" if part == "val" and network in HEADS else "ensemble.seen"
            told = Message(
                key,
                run=member.name,
                network=network,
                n=len(met),
                part=Message(f"part_name.{part}"),
                names=Listed(met, 3),
            )
            raise DataError(told, code="data.seen")


def _check_alike(first: Member, other: Member) -> None:
    one, two = first.artifact, other.artifact
    tasks = name_of(one.manifest.task), name_of(two.manifest.task)
    names = {"first": first.name, "second": other.name}
    if len(set(tasks)) > 1:
        raise _refused(Message("ensemble.other_task", **names, task=tasks[0], other=tasks[1]))
    if only := unshared(first.labels, other.labels):
        raise _refused(Message("ensemble.other_labels", **names, only=Listed(only)))
    if apart := _apart(one.preprocess, two.preprocess):
        raise _refused(Message("ensemble.other_pictures", **names, values=Listed(apart, None)))


def models_in(member: Member) -> set[str]:
    """The sha256 of its graph, and of those that it was joined of."""
    network = member.artifact.manifest.network
    joined = network.options.get("members", []) if network.name == NAME else []
    return {member.artifact.manifest.files[ONNX]}.union(*(each.get("graphs", []) for each in joined))


def _apart(first: Preprocess, second: Preprocess) -> list[Message]:
    """What they see otherwise, each with both values."""
    ours, theirs = first.to_json(), second.to_json()
    return [
        Message("ensemble.apart", name=name, one=str(ours[name]), two=str(theirs[name]))
        for name in first.unlike(second)
    ]


def _imbalance(recipe: Recipe | None) -> str:
    found = None if recipe is None else recipe.values().get("imbalance")
    return "none" if found in (None, "auto") else str(found)


def _refused(message: Message) -> UsageError:
    return UsageError(message, code="usage.ensemble")
