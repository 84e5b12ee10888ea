"""Which folder a generator is learnt into, and by which choices: a new run, or one that goes on."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.home_folder import at_home
from huoyan.data.named.sets import NAMED_SETS
from huoyan.errors import DataError, UsageError
from huoyan.generator.manifest import FOLDER, MANIFEST
from huoyan.runs.checkpoint_files import steps
from huoyan.runs.folder_lock import Claim, claim, is_run
from huoyan.runs.generation import Generation, generation_fields
from huoyan.runs.generation.generation_file import FILE, read_generation
from huoyan.runs.recipe.kept_choices import check_kept
from huoyan.runs.recipe_file import Origin
from huoyan.runs.run_folder import RunFolder, free_name
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Begun:
    """origin: of a run that goes on, what it began with."""

    folder: RunFolder
    asked: Generation
    origin: Origin | None = None


def begin(out: Path | None, name: str, asked: Generation, *, resume: bool) -> tuple[Claim, Begun]:
    """The hold on the folder. Raises UsageError: usage.out, usage.resume."""
    if out is None:
        if resume:
            raise UsageError(Message("run.resume_needs_out"), code="usage.resume")
        held = _new(name, asked)
        held.sign()
        return held, Begun(RunFolder(held.folder), asked)
    folder = RunFolder(out)
    if resume and not ((out / FILE).is_file() and is_run(out)):
        raise UsageError(Message("generate.nothing_to_resume", out=out, file=FILE), code="usage.resume")
    held = claim(out)
    try:
        if not (out / FILE).is_file():
            if folder.trained or folder.recipe.exists():
                raise UsageError(Message("generate.other_run", out=out), code="usage.out")
            held.clear()
            begun = Begun(folder, asked)
        elif finished(folder):
            raise UsageError(Message("generate.exists_finished", out=out), code="usage.out")
        elif not resume:
            raise UsageError(Message("run.exists_cut_off", out=out), code="usage.out")
        else:
            begun = _resumed(folder, asked)
            held.keep()
        held.sign()
    except BaseException:
        held.release()
        raise
    return held, begun


def finished(folder: RunFolder) -> bool:
    there = (folder.path / FOLDER / MANIFEST).is_file() and folder.report.is_file()
    return there and not steps(folder.checkpoints)


def data_of(out: Path) -> str:
    """The data of the run in `out`. Raises UsageError (usage.resume), DataError where they are gone."""
    if not (out / FILE).is_file():
        raise UsageError(Message("generate.nothing_to_resume", out=out, file=FILE), code="usage.resume")
    data = read_generation(out / FILE)[0].data
    if data in NAMED_SETS or at_home(data).exists():
        return data
    told = Message("generate.data_are_gone", out=out, data=data, named=shlex.quote(str(out)))
    raise DataError(told, code="data.missing")


def _new(name: str, asked: Generation) -> Claim:
    while True:
        path = free_name(Path("runs"), name, asked.model)
        try:
            return claim(path)
        except UsageError:
            if path.exists():  # another process was faster
                continue
            raise


def _resumed(folder: RunFolder, given: Generation) -> Begun:
    """Raises UsageError (usage.resume) for other choices than those that the run began with."""
    origin, asked = read_generation(folder.path / FILE)
    check_kept(given.values(), asked.values(), generation_fields())
    return Begun(folder, asked, origin)
