"""Which folder a training writes to, and by which recipe: a new run, or one that was cut off."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Literal

from huoyan.errors import UsageError
from huoyan.learn.distributed.world import ALONE, World, may_restart, was_restarted
from huoyan.learn.recipe import Recipe
from huoyan.learn.recipe_file import read_recipe
from huoyan.learn.run_folder import RunFolder, make_run_folder, resumed_folder

# True: there must be a run to go on with. "if-any": else a new one begins, as a queue's job wants it.
Resume = bool | Literal["if-any"]
_REFUSED = "refused"


def begin(
    out: Path | None, name: str, recipe: Recipe, resume: Resume, world: World = ALONE
) -> tuple[RunFolder, Recipe]:
    """The run folder and the recipe to train by. Raises UsageError (usage.resume, usage.out).

    Called by the lead of `world`. A folder that was refused once stays so for the processes that torchrun
    starts after that: they would take it for their own.
    """
    try:
        return _begin(out, name, recipe, resume, again=was_restarted() and not world.noted(_REFUSED))
    except UsageError:
        world.note(_REFUSED)
        raise


def _begin(
    out: Path | None, name: str, recipe: Recipe, resume: Resume, *, again: bool
) -> tuple[RunFolder, Recipe]:
    if again and out is not None:
        # The run was begun by the processes before these, but perhaps not far enough to go on with.
        if not RunFolder(out).recipe.is_file():
            out.mkdir(parents=True, exist_ok=True)
            return RunFolder(out), recipe
        return _resumed(out, recipe)
    if may_restart() and out is None:
        raise UsageError(
            "torchrun --max-restarts needs --out: processes that are started anew must find the run.",
            code="usage.resume",
        )
    if resume is True:
        return _resumed(out, recipe)
    if resume == "if-any":
        if out is None:
            raise UsageError("--resume-if-any needs --out: the run folder.", code="usage.resume")
        if RunFolder(out).recipe.is_file():
            return _resumed(out, recipe)
        if RunFolder(out).log.is_file():
            return RunFolder(out), recipe  # cut off before anything was decided
    return make_run_folder(out, name, recipe.model), recipe


def _resumed(out: Path | None, given: Recipe) -> tuple[RunFolder, Recipe]:
    """The run in `out` and its recipe. Raises UsageError (usage.resume) for other choices than its own."""
    if out is None:
        raise UsageError("--resume needs --out: the run folder to go on with.", code="usage.resume")
    folder = resumed_folder(out)
    recipe = read_recipe(folder.recipe, {})[1]
    default = Recipe()
    changed = [
        field.name
        for field in dataclasses.fields(Recipe)
        if getattr(given, field.name) not in (getattr(default, field.name), getattr(recipe, field.name))
    ]
    if changed:
        raise UsageError(
            f"A resumed run keeps its recipe, but {', '.join(changed)} would change. "
            "Leave them away, or start a new run.",
            code="usage.resume",
        )
    return folder, recipe
