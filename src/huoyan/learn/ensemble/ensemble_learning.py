"""From finished runs to their ensemble, as a model to ship: nothing is trained, all else as ever."""

from __future__ import annotations

import time

from huoyan.data.dataset import Dataset
from huoyan.errors import DataError
from huoyan.learn.ensemble.joined_model import joined_model
from huoyan.learn.ensemble.members import check_labels, check_unseen, members_of
from huoyan.learn.feed.decoding import begin_decoding, parts_to_decode
from huoyan.learn.feed.pictures import load_pictures
from huoyan.learn.feed.readable import check_readable
from huoyan.learn.job import Job
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.evenly import spread
from huoyan.runs.events import Listener
from huoyan.runs.run_folder import write_quarantine
from huoyan.words import Message

VARIED = 24  # training pictures that the report shows


def learn_ensemble(job: Job, dataset: Dataset, plan: Plan, tell: Listener) -> Learnt:
    """Raises UsageError (usage.ensemble), DataError (data.seen, data.no_val) where runs cannot be joined
    on these data."""
    began = time.perf_counter()
    recipe, members = plan.recipe, members_of(plan.recipe)
    check_labels(members, dataset)
    check_unseen(members, job, dataset)
    parts = parts_to_decode(dataset)
    progress = begin_decoding(len(parts["val"]) + len(parts["test"]), tell)
    val = load_pictures(parts["val"], plan.preprocess, progress=progress)
    test = load_pictures(parts["test"], plan.preprocess, keep=False, progress=progress)
    broken = (*val.broken, *test.broken)
    write_quarantine(job.folder, broken)
    check_readable({"validation": val, "test": test}, recipe.max_broken, job.folder, tell)
    if not len(val.dataset):
        raise DataError(Message("learn.no_validation"), code="data.no_val")
    train = parts["train"]
    shown = train.keep(lambda sample: sample.embed)
    return Learnt(
        dataset,
        plan,
        train,
        val,
        broken,
        joined_model(members, dataset.classes, recipe.task, recipe.threads),
        Course((), 0, time.perf_counter() - began, "finished"),
        load_pictures(shown.take(spread(len(shown), VARIED)), plan.preprocess).pixels,
    )
