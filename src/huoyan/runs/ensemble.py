"""Finished runs that are joined to one model: which they are, and what the joining takes over from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huoyan.artifact.names import MODEL_FOLDER
from huoyan.artifact.read import open_unmatched
from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.runs.compared_runs import model_folders
from huoyan.runs.recipe import Recipe, recipe_fields
from huoyan.runs.recipe_file import read_recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.tasks import name_of
from huoyan.words import Listed, Message

NAME = "ensemble"
# What may be said where nothing is trained: how the data are read and divided, the machine, and these.
GROUPS = ("data", "table", "machine")
SAID = ("task", "model", "ensemble", "imbalance", "beside")
# What a run says of its data is taken over; what it did to its training pictures is its own.
TRAINED = ("synthesise",)

Data = str | Path | Dataset


def joined(data: Data | None, recipe: Recipe) -> tuple[Data | None, Recipe]:
    """For a recipe that joins runs: the data (None: those of the first run), and with it what that run
    says of them, such as its --seed and --splits. Any other recipe stays as it is.

    Raises UsageError (usage.ensemble), ArtifactError where a run is none.
    """
    if recipe.ensemble is None:
        if recipe.model == NAME:
            raise _refused(Message("ensemble.no_runs"))
        return data, recipe
    _check(recipe)
    first = open_unmatched(recipe.ensemble[0])
    task = name_of(first.manifest.task)
    if recipe.task not in ("auto", task):
        raise _refused(Message("ensemble.task_of_runs", run=recipe.ensemble[0], task=task, asked=recipe.task))
    named, own = recipe_of(first.folder)
    if data is None and named is None:
        raise _refused(Message("ensemble.no_data", run=recipe.ensemble[0]))
    settled = recipe.settled(task).with_choices(model=NAME, beside=("none",))
    return data if data is not None else named, settled.with_choices(**_taken_over(recipe, own))


def recipe_of(model: Path) -> tuple[str | None, Recipe | None]:
    """The data and the recipe of the run that a model folder lies in; None where the model lies alone."""
    run = RunFolder(model.parent)
    alone = model.name != MODEL_FOLDER or not run.recipe.is_file()
    return (None, None) if alone else read_recipe(run.recipe, {})


def _check(recipe: Recipe) -> None:
    """Raises UsageError (usage.ensemble) for fewer runs than two, one given twice, and for choices of a
    training."""
    assert recipe.ensemble is not None
    if len(recipe.ensemble) < 2:
        raise _refused(Message("ensemble.one_run", n=len(recipe.ensemble)))
    folders = model_folders(recipe.ensemble)
    for at, folder in enumerate(folders):
        if folder in folders[:at]:
            raise _refused(Message("ensemble.twice", run=recipe.ensemble[at]))
    if recipe.model not in ("auto", NAME):
        raise _refused(Message("ensemble.model", model=recipe.model))
    if set(recipe.beside or ()) - {"none"}:
        raise _refused(Message("ensemble.not_trained", names="beside"))
    strange = [name for name, value in _given(recipe).items() if not _may_be_said(name) and value is not None]
    if strange:
        raise _refused(Message("ensemble.not_trained", names=Listed(strange, None)))


def _given(recipe: Recipe) -> dict[str, Any]:
    """The choices that are not left at their defaults."""
    known = recipe_fields()
    return {name: value for name, value in recipe.values().items() if value != known[name].default}


def _may_be_said(name: str) -> bool:
    field = recipe_fields()[name]
    return name in SAID or (field.group in GROUPS and name not in TRAINED)


def _taken_over(recipe: Recipe, own: Recipe | None) -> dict[str, Any]:
    """Of the first run's choices those of its data, where nothing else is said."""
    if own is None:
        return {}
    known, said = recipe_fields(), _given(recipe)
    return {
        name: value
        for name, value in _given(own).items()
        if name not in said
        and not known[name].tasks
        and (name == "seed" or known[name].group in ("data", "table"))
    }


def _refused(message: Message) -> UsageError:
    return UsageError(message, code="usage.ensemble")
