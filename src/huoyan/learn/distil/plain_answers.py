"""What a teacher answers for the training pictures as they are, asked once before the training."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torch import Tensor

from huoyan.data.dataset import Dataset
from huoyan.data.prepare import prepare
from huoyan.errors import DataError
from huoyan.learn.augment.mixing import class_rows
from huoyan.learn.distil.teacher import Teacher
from huoyan.learn.distributed.world import World
from huoyan.learn.fit.targets import Targets
from huoyan.runs.events import Advanced, Listener, Phase
from huoyan.runs.recipe import Recipe
from huoyan.runtimes.feeding import feed
from huoyan.system.cores import available_cores
from huoyan.words import Message

_BATCH = 16


def with_plain_answers(
    targets: Targets, recipe: Recipe, train: Dataset, world: World, tell: Listener
) -> Targets:
    """The targets with a teacher's answers behind them, float32 (N, 2 classes); as they are where there is no
    teacher, or it is asked step by step."""
    if recipe.values().get("teacher") is None or recipe.values()["distil_on"] != "plain":
        return targets
    assert isinstance(targets, Tensor)
    found = torch.from_numpy(world.from_lead(lambda: _answers(recipe, train, tell)))
    return torch.cat([class_rows(targets, len(train.classes)), found], dim=1)


def _answers(recipe: Recipe, train: Dataset, tell: Listener) -> np.ndarray:
    """float32 (N, classes). Raises DataError (data.broken) for a picture that the teacher cannot see."""
    teacher = Teacher.of(recipe, train.classes)
    tell(Phase(Message("distil.phase"), len(train)))
    pictures = (partial(prepare, sample, teacher.artifact.preprocess) for sample in train.samples)
    found: list[np.ndarray] = []
    done = 0
    for chunk in feed(teacher.runtime, pictures, batch=_BATCH, workers=available_cores()):
        for at, failure in enumerate(chunk.failures):
            if failure is not None:
                sample = train.samples[done + at]
                told = Message(
                    "distil.unreadable",
                    teacher=recipe.values()["teacher"],
                    source=sample.source,
                    reason=failure.message,
                )
                raise DataError(told, code="data.broken")
        found.append(teacher.soft(chunk.outputs[teacher.output]))
        done += len(chunk.failures)
        tell(Advanced(done))
    return np.concatenate(found)
