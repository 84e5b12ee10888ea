"""A finished model whose answers are learnt: probabilities for a batch of pictures, as soft as asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huoyan.artifact.read import Artifact, open_artifact
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.data.home_folder import at_home
from huoyan.errors import UsageError
from huoyan.learn.ensemble.label_order import places_of, unshared
from huoyan.learn.feed.at_once import at_once
from huoyan.metrics.probabilities import softmax
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.runtimes import Runtime, open_runtime
from huoyan.runtimes.in_batches import run_in_batches
from huoyan.tasks import name_of
from huoyan.words import Listed, Message

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Teacher:
    """output: the name of its logits. `order`: the column of each class of the data; `softness`: what the
    logits are divided by."""

    artifact: Artifact
    runtime: Runtime
    output: str
    order: np.ndarray
    softness: float

    @classmethod
    def of(cls, recipe: Recipe, classes: tuple[str, ...]) -> Teacher:
        """The teacher of a settled recipe, on the fastest engine that answers as it does.

        Its logits are divided by its own temperature first: it is then as sure as it should be, and
        how soft that is made means the same for every teacher.
        """
        choices = recipe.of(ClassifyChoices)
        assert choices.teacher is not None
        assert choices.distil_temperature is not None
        artifact = open_teacher(choices.teacher, recipe.task)
        own = artifact.manifest.task
        own_temperature = float(getattr(own, "temperature", 1.0))
        return cls(
            artifact,
            open_runtime(artifact, "auto", recipe.threads),
            next(iter(own.outputs)),
            places_of(own.labels, classes),
            own_temperature * choices.distil_temperature,
        )

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """Of uint8 (N, H, W, C) in the teacher's size, float32 (N, classes)."""
        size = at_once(pixels.shape[1], pixels.shape[2], _BATCH)
        return self.soft(run_in_batches(self.runtime, pixels, (self.output,), size)[self.output])

    def soft(self, logits: np.ndarray) -> np.ndarray:
        """Logits (N, C) of the teacher as probabilities in the order of the data's classes."""
        return softmax(logits[:, self.order].astype(np.float64) / self.softness).astype(np.float32)


def open_teacher(named: str | Path, task: str) -> Artifact:
    """Raises ArtifactError where no model lies, UsageError (usage.teacher) for one of another task."""
    artifact = open_artifact(at_home(named))
    found = name_of(artifact.manifest.task)
    if found != task:
        told = Message("distil.other_task", teacher=named, task=found, wanted=task)
        raise UsageError(told, code="usage.teacher")
    return artifact


def check_classes(teacher: Artifact, named: str, classes: tuple[str, ...], data: str) -> None:
    """Raises UsageError (usage.teacher) unless both have the same classes, in any order."""
    if only := unshared(teacher.manifest.labels, classes):
        told = Message("distil.other_labels", teacher=named, data=data, only=Listed(only))
        raise UsageError(told, code="usage.teacher")


def origins_of_teacher(recipe: Recipe) -> tuple[WeightsOrigin, ...]:
    """Whose weights a teacher holds: what they know is handed on, and their terms may be, too."""
    named = recipe.values().get("teacher")
    return () if named is None else open_teacher(named, recipe.task).manifest.begun_from
