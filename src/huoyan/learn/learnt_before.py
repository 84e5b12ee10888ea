"""What a network knows before its run begins: all that those have learnt from which it comes of."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from huoyan.artifact.picture_keys import PictureKeys
from huoyan.artifact.read import open_artifact
from huoyan.data.dataset import Dataset
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.errors import HuoyanError
from huoyan.learn.job import Job
from huoyan.learn.seen_before import seen_before
from huoyan.learn.weights.carded import model_of_weights
from huoyan.runs.compared_runs import model_folders
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message, warning


def learnt_before(recipe: Recipe) -> Iterator[PictureKeys]:
    """Of the members of an ensemble, of a teacher and of the run whose weights it began with."""
    for folder in model_folders(recipe.ensemble or ()):
        yield open_artifact(folder).learnt()
    with contextlib.suppress(HuoyanError):  # gone since: what it taught is learnt, and the run ends well
        if (teacher := recipe.values().get("teacher")) is not None:
            yield open_artifact(at_home(teacher)).learnt()
    yield from _of_weights(recipe)


def tell_of_weights(job: Job, dataset: Dataset, warn: Say) -> None:
    """Says where the run whose weights this one begins with has learnt from what is validated or tested."""
    for known in _of_weights(job.recipe):
        for part, met in seen_before(known, dataset, job.contents_of(dataset), job.together).items():
            warn(
                warning(
                    "weights.seen",
                    weights=job.recipe.weights,
                    n=len(met),
                    part=Message(f"part_name.{part}"),
                    names=Listed(met, 3),
                )
            )


def _of_weights(recipe: Recipe) -> Iterator[PictureKeys]:
    model = None if recipe.weights is None else model_of_weights(at_home(recipe.weights))
    if model is not None and (known := model.learnt()).files:
        yield known
