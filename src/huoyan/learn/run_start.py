"""Which folder a training writes to, and by which recipe: a new run, or one that goes on."""

from __future__ import annotations

import dataclasses
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from huoyan.data.home_folder import at_home
from huoyan.data.named.sets import NAMED_SETS
from huoyan.errors import DataError, UsageError
from huoyan.learn.distributed.world import ALONE, World, may_restart, was_restarted
from huoyan.learn.longer_training import Earlier, further, read_earlier
from huoyan.runs.folder_lock import MARK, Claim, claim, is_run
from huoyan.runs.recipe import Recipe, recipe_fields
from huoyan.runs.recipe.kept_choices import check_kept
from huoyan.runs.recipe_file import Origin, read_origin, read_recipe
from huoyan.runs.run_folder import RunFolder, free_name
from huoyan.words import Message

# True: there must be a run to go on with. "if-any": else a new one begins, as a queue's job wants it.
Resume = bool | Literal["if-any"]
_REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a training writes, and by which recipe. `origin` and `earlier` are of a run that goes on."""

    folder: RunFolder
    recipe: Recipe
    origin: Origin | None = None
    earlier: Earlier | None = None


def begin(
    out: Path | None, name: str, recipe: Recipe, resume: Resume, world: World = ALONE
) -> tuple[Claim, Begun]:
    """The hold on the run folder, and what to train by. Raises UsageError (usage.resume, usage.out).

    Called by the lead of `world`. A folder that was refused once stays so for the processes that torchrun
    starts after that: they would take it for their own.
    """
    if resume not in (True, False, "if-any"):
        raise UsageError(Message("run.resume_value", value=repr(resume)), code="usage.resume")
    try:
        return _begin(out, name, recipe, resume, again=was_restarted() and not world.noted(_REFUSED))
    except UsageError:
        world.note(_REFUSED)
        raise


def data_of(out: Path, resume: Resume) -> str | None:
    """The data of the run in `out`; None where there is no run. Raises DataError where they are gone."""
    if resume is True:
        _check_run(out)
    recipe = RunFolder(out).recipe
    data = read_recipe(recipe, {})[0] if recipe.is_file() else None
    if data is None or data in NAMED_SETS or at_home(data).exists():
        return data
    raise DataError(
        Message("run.data_are_gone", out=out, data=data, named=shlex.quote(str(out))), code="data.missing"
    )


def is_done(out: Path, given: Recipe) -> bool:
    """Whether `out` is a finished run that was not asked for so many epochs already.

    Raises UsageError (usage.resume) where it was trained by other choices than those that are given.
    """
    folder = RunFolder(out)
    if not is_run(out) or not folder.finished or not folder.recipe.is_file():
        return False
    recipe = read_recipe(folder.recipe, {})[1]
    if given.epochs is not None and recipe.epochs is not None and given.epochs > recipe.epochs:
        return False
    _check_kept(dataclasses.replace(given, epochs=None, minutes=None), recipe, read_origin(folder.recipe))
    return True


def _begin(
    out: Path | None, name: str, recipe: Recipe, resume: Resume, *, again: bool
) -> tuple[Claim, Begun]:
    if out is None:
        return _begin_anywhere(name, recipe, resume)
    if resume is True:
        _check_run(out)
    held = claim(out)
    try:
        folder = RunFolder(out)
        if not folder.recipe.is_file():
            _check_untrained(folder)
            held.clear()  # of a run that was cut off before it had decided anything
            begun = Begun(folder, recipe)
        elif resume or again:
            begun = _resumed(folder, recipe)
            held.keep()
        else:
            key = "run.exists_finished" if folder.finished else "run.exists_cut_off"
            raise UsageError(Message(key, out=out), code="usage.out")
        held.sign()
    except BaseException:
        held.release()
        raise
    return held, begun


def _begin_anywhere(name: str, recipe: Recipe, resume: Resume) -> tuple[Claim, Begun]:
    """A new run in a new folder of the usual name."""
    if resume:
        raise UsageError(Message("run.resume_needs_out"), code="usage.resume")
    if may_restart():
        raise UsageError(Message("run.restarts_need_out"), code="usage.resume")
    while True:
        path = free_name(Path("runs"), name, recipe.model)
        try:
            held = claim(path)
        except UsageError:
            if path.exists():  # another process was faster
                continue
            raise
        held.sign()
        return held, Begun(RunFolder(path), recipe)


def _check_untrained(folder: RunFolder) -> None:
    if folder.trained:
        raise UsageError(Message("run.without_recipe", path=folder.path), code="usage.out")


def _check_run(out: Path) -> None:
    if not RunFolder(out).recipe.is_file():
        raise UsageError(Message("run.nothing_to_resume", out=out), code="usage.resume")
    if not is_run(out):
        raise UsageError(Message("run.lacks_mark", out=out, mark=MARK), code="usage.resume")


def _resumed(folder: RunFolder, given: Recipe) -> Begun:
    """The run in `folder`. Raises UsageError (usage.resume) for other choices than those of its recipe."""
    recipe = read_recipe(folder.recipe, {})[1]
    earlier = read_earlier(folder)
    if folder.finished:
        earlier = further(folder, recipe, given)
    if earlier is not None:
        recipe = dataclasses.replace(recipe, epochs=earlier.target or recipe.epochs, minutes=earlier.minutes)
    origin = read_origin(folder.recipe)
    _check_kept(given, recipe, origin)
    return Begun(folder, recipe, origin, earlier)


def _check_kept(given: Recipe, recipe: Recipe, origin: Origin) -> None:
    check_kept(given.values(), recipe.values(), recipe_fields(), origin.given)
