"""Whether a model may teach in a training on these data."""

from __future__ import annotations

from huoyan.data.dataset import Dataset
from huoyan.errors import DataError
from huoyan.learn.distil.teacher import check_classes, open_teacher
from huoyan.learn.job import Job
from huoyan.learn.seen_before import seen_before
from huoyan.runs.events import Listener, Said
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message


def check_teacher(job: Job, dataset: Dataset, recipe: Recipe, tell: Listener) -> None:
    """Nothing without a teacher. Raises UsageError (usage.teacher) for one of other classes, DataError
    (data.seen) for one that has learnt from what scores the run. What only chooses its epoch may have been
    learnt from, which is said: heads always have."""
    named = recipe.values().get("teacher")
    if named is None:
        return
    teacher = open_teacher(named, recipe.task)
    check_classes(teacher, named, dataset.classes, dataset.name)
    known = teacher.learnt()
    if not known.files:
        tell(Said(Message("distil.unknown_pictures", teacher=named), warning=True))
        return
    scoring = "test" if len(dataset.split("test")) else "val"
    for part, met in seen_before(known, dataset, job.contents_of(dataset), job.together).items():
        values = {"teacher": named, "n": len(met), "names": Listed(met, 3)}
        if part == scoring:
            told = Message("distil.seen", part=Message(f"part_name.{part}"), **values)
            raise DataError(told, code="data.seen")
        tell(Said(Message("distil.seen_val", **values), warning=True))
