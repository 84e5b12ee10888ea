"""Finished runs that are to be compared: what each is called, and the data of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from huoyan.artifact.names import MODEL_FOLDER
from huoyan.artifact.read import Artifact, open_unmatched
from huoyan.data.formats.reading import Reading, reading_from
from huoyan.errors import UsageError
from huoyan.runs.recipe_file import read_recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message


def named_runs(paths: Sequence[str | Path]) -> dict[str, Path]:
    """Each run by the name of its folder; by the path given where several folders have that name.

    Raises UsageError (usage.compare) for fewer than two runs and for one that is given twice, ArtifactError
    where no model lies.
    """
    if isinstance(paths, str | Path) or len(paths) < 2:
        n = 1 if isinstance(paths, str | Path) else len(paths)
        raise UsageError(Message("compare.one_run", n=n), code="usage.compare")
    folders = model_folders(paths)
    (most, times), *_ = Counter(map(_run_of, folders)).most_common(1)
    if times > 1:
        raise UsageError(Message("compare.twice", run=most, times=times), code="usage.compare")
    return dict(zip(names_of(paths, folders), folders, strict=True))


def model_folders(paths: Sequence[str | Path]) -> list[Path]:
    """The folder of the model of each run. Raises ArtifactError where no model lies."""
    return [open_unmatched(path).folder.resolve() for path in paths]


def names_of(paths: Sequence[str | Path], folders: Sequence[Path]) -> list[str]:
    """What each run is called: by the name of its folder, by its path where several have that name."""
    runs = [_run_of(folder) for folder in folders]
    alike = Counter(run.name for run in runs)
    return [run.name if alike[run.name] == 1 else str(path) for path, run in zip(paths, runs, strict=True)]


def _run_of(model: Path) -> Path:
    return model.parent if model.name == MODEL_FOLDER else model


def data_of(model: Artifact, table: Mapping[str, Any]) -> tuple[str, Reading]:
    """The data that a run was trained on, and how they were read; `table` wins over it.

    Raises UsageError (usage.compare) where no recipe names them.
    """
    run = RunFolder(model.folder.parent)
    data, recipe = read_recipe(run.recipe, {}) if run.recipe.is_file() else (None, None)
    if data is None or recipe is None:
        raise UsageError(Message("compare.no_data", run=run.path), code="usage.compare")
    given = reading_from(table)
    said = {name: getattr(given, name) for name in table}
    return data, replace(recipe.reading(), **said)
