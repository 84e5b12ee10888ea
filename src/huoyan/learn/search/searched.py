"""`--tune N`: what is left open is searched, and written down as if it had been asked for."""

from __future__ import annotations

import dataclasses
import time

from huoyan.data.dataset import Dataset
from huoyan.data.say import Say
from huoyan.errors import TrainingError, UsageError
from huoyan.learn.job import Job
from huoyan.learn.plan.settle import survey
from huoyan.learn.search.candidates import candidates_of
from huoyan.learn.search.search import Asked, search
from huoyan.learn.search.space import space_of, taken_from
from huoyan.learn.search.storage import require_optuna
from huoyan.runs.events import Listener
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe_file import write_recipe
from huoyan.runs.search.outcome import read_outcome
from huoyan.runs.search.said import told_of
from huoyan.words import Message, note, warning

STUDY = "study.journal"
# Mean nothing without a number of settings.
OF_TUNE = ("tune_minutes", "tune_epochs", "tune_models", "storage")


def check_search(recipe: Recipe, processes: int) -> None:
    """Before a picture is read. Raises UsageError (usage.tune), and MissingExtra without optuna."""
    if recipe.tune is None:
        given = [name for name in OF_TUNE if getattr(recipe, name)]
        if given:
            flag = "--" + given[0].replace("_", "-")
            raise UsageError(Message("search.needs_tune", flag=flag), code="usage.tune")
        return
    if processes > 1:
        raise UsageError(Message("search.one_process", n=processes), code="usage.tune")
    require_optuna()


def searched(job: Job, dataset: Dataset, warn: Say, tell: Listener) -> Job:
    """The job with the best choices in place of those that were left open.

    The time that it takes is not that of `--minutes`. Raises TrainingError (training.paused) where it was
    interrupted before it knew anything, or in a run that pauses.
    """
    if job.recipe.tune is None or job.earlier is not None:
        return job
    began = time.perf_counter()
    surveyed = survey(job, dataset)
    candidates = candidates_of(job, surveyed)
    space = space_of(surveyed.recipe, candidates)
    if not space.dimensions:
        if read_outcome(job.folder.search) is None:
            warn(note("search.nothing_open"))
        return job
    recipe = surveyed.recipe
    write_recipe(job.folder.recipe, recipe, job.origin)  # what is cut off goes on with what is open
    assert recipe.tune is not None
    asked = Asked(
        job.folder.search,
        recipe.tune,
        recipe.tune_minutes,
        recipe.tune_epochs,
        recipe.storage or str(job.folder.search / STUDY),
        recipe.tune_sampler,
    )
    outcome = search(job, dataset, recipe, space, asked, tell)
    if outcome.best is None or (outcome.ended == "interrupted" and job.pause):
        raise TrainingError(
            Message("search.paused", folder=job.folder.path, n=len(outcome.tried)), code="training.paused"
        )
    said = told_of(outcome)
    warn(warning(said.key, **said.values) if outcome.ended == "lost" else note(said.key, **said.values))
    taken = recipe.with_choices(**taken_from(recipe, space, outcome.best.values))
    write_recipe(job.folder.recipe, taken, job.origin)
    return dataclasses.replace(job, recipe=taken, began=job.began + time.perf_counter() - began)
