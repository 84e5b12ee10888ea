"""Whether the teacher that a run goes on with is the one that it began with."""

from __future__ import annotations

from huoyan.artifact.read import open_artifact
from huoyan.data.home_folder import at_home
from huoyan.errors import TrainingError
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe_file import Origin
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message


def teacher_sha256(recipe: Recipe) -> str | None:
    """Of its manifest, which tells that of each of its files. Raises ArtifactError where it is gone."""
    named = recipe.values().get("teacher")
    return None if named is None else open_artifact(at_home(named)).manifest.sha256


def check_same_teacher(found: str | None, origin: Origin, folder: RunFolder) -> None:
    """Raises TrainingError (training.resume) where another model has taken its place."""
    if origin.teacher_sha256 not in (None, found):
        raise TrainingError(Message("distil.other_teacher", path=folder.path), code="training.resume")
