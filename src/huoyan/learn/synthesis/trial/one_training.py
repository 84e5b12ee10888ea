"""One training of an arm: in a folder of its own, scored on the pictures of the fold, and removed."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256
from huoyan.learn.feed.pictures import Pictures
from huoyan.learn.job import Job
from huoyan.learn.learnt import Learnt
from huoyan.learn.one_training import LEARN_ON_FEATURES
from huoyan.learn.plan.plan import Plan
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.runs.events import Listener
from huoyan.runs.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class Scored:
    """recall: of each class of which there were pictures."""

    balanced_accuracy: float
    recall: Mapping[str, float]
    steps: int
    seconds: float


def trained(
    job: Job,
    data: Dataset,
    plan: Plan,
    answered: Pictures,
    folder: Path,
    listen: Listener,
    over: Callable[[], bool],
) -> Scored | None:
    """None where Ctrl-C ended it. The folder is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    own = dataclasses.replace(
        job, folder=RunFolder(folder), recipe=plan.recipe, earlier=None, pause=False, began=began
    )
    try:
        learnt = _learnt(own, data, plan, listen, over)
        if learnt.course.stopped == "interrupted" or over():
            return None
        return _scored(learnt, answered, time.perf_counter() - began)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _learnt(job: Job, data: Dataset, plan: Plan, listen: Listener, over: Callable[[], bool]) -> Learnt:
    on_features = LEARN_ON_FEATURES.get(plan.recipe.model)
    if on_features is not None:
        return on_features(dataclasses.replace(job, contents=contents_sha256(data)), data, plan, listen)
    from huoyan.learn.one_network import learn_network

    return learn_network(job, data, plan, listen, over)


def _scored(learnt: Learnt, answered: Pictures, seconds: float) -> Scored:
    assert learnt.trained is not None
    (name,) = TRAIN_TASKS[learnt.plan.recipe.task].outputs(learnt.plan.recipe)
    logits = learnt.trained.answer(answered.pixels, (name,))[name]
    targets, classes = answered.dataset.targets(), answered.dataset.classes
    recall = recalls(logits.argmax(axis=1), targets, len(classes))
    known = {name: float(each) for name, each in zip(classes, recall, strict=True) if not np.isnan(each)}
    return Scored(float(np.nanmean(recall)), known, learnt.course.steps, seconds)


def recalls(predicted: np.ndarray, targets: np.ndarray, classes: int) -> np.ndarray:
    """Of each class (C,); NaN where there is no picture of it."""
    there = np.bincount(targets, minlength=classes)
    right = np.bincount(targets[predicted == targets], minlength=classes)
    return np.asarray(np.divide(right, there, out=np.full(classes, np.nan), where=there > 0))
