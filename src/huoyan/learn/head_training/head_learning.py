"""One head on one kind of features, from pictures to a model: seconds, not minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.sample.broken import Broken
from huoyan.errors import UsageError
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.of_plan import planned_features
from huoyan.learn.feed.decoding import begin_decoding, parts_to_decode
from huoyan.learn.feed.pictures import Pictures, check_learnable, load_pictures
from huoyan.learn.feed.readable import PART_NAMES, check_readable
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.head_training.head_search import Tried, better, fit_chosen, logit_scale, tries
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.head_training.trained_head import Scaled, trained_head
from huoyan.learn.head_training.vectors import vectors
from huoyan.learn.job import Job
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.machine.blas_threads import blas_threads
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.evenly import spread
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.preprocess import Preprocess
from huoyan.runs.events import Advanced, Listener, Phase, Said
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import write_quarantine
from huoyan.words import Message

NO_PIXELS = np.empty((0, 1, 1, 1), np.uint8)
PROOF = 300  # pictures on which the export is proven: each is answered by every engine
VARIED = 24  # training pictures that the report shows


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """The readable pictures of a pool and their features, float32 (N, D); `broken` could not be read."""

    pool: Pool
    features: np.ndarray
    broken: tuple[Broken, ...]


def learn_head(job: Job, dataset: Dataset, plan: Plan, tell: Listener) -> Learnt:
    """The head that the plan names, on its features, with the settings that are best on unseen pictures.

    Ctrl-C while settings are tried takes the best so far.
    """
    began = time.perf_counter()
    recipe = plan.recipe
    graph, plan = planned_features(plan, lambda note: tell(Said(note)))
    stop = gentle_interrupt(lambda text: tell(Said(text, warning=True)))
    with stop as interrupted, blas_threads(recipe.threads):
        embedded = embed(pool_of(job, dataset, recipe), graph, tell, interrupted, recipe.threads)
        broken = read_parts(job, dataset, embedded, plan.preprocess, tell)
        if (why := embedded.pool.why_not_parted()) is not None:
            tell(Said(why, warning=True))
        tell(Phase(Message("ladder.phase_heads", features=graph.name)))
        best = best_head(embedded, recipe, interrupted)
        tell(Said(said_of(best)))
        head = chosen_head(embedded, best)
        stopped = "interrupted" if interrupted() else "finished"
    course = Course((), 0, time.perf_counter() - began, stopped)
    return head_learnt(dataset, plan, graph, embedded, broken, best, head, course)


def pool_of(job: Job, dataset: Dataset, recipe: Recipe) -> Pool:
    """`job` knows the contents of `dataset` and which of its pictures are copies."""
    contents = job.contents_of(dataset)
    weighted = recipe.values()["imbalance"] != "none"
    return Pool.of(dataset, contents, job.together, weighted=weighted, seed=recipe.seed)


def embed(
    pool: Pool, graph: FeatureGraph, tell: Listener, interrupted: Callable[[], bool], threads: int | None
) -> Embedded:
    """Features of the pool, as far as its pictures can be read."""
    tell(Phase(Message("ladder.phase_features", features=graph.name), len(pool)))
    found = vectors(
        graph,
        pool.data,
        pool.contents,
        progress=lambda done: tell(Advanced(done)),
        interrupted=interrupted,
        threads=threads,
    )
    broken = tuple(Broken(pool.data.samples[at], failure) for at, failure in found.failures.items())
    kept = pool if len(found.kept) == len(pool) else pool.take(found.kept)
    return Embedded(replace(kept, blocks=graph.blocks), found.rows, broken)


def read_parts(
    job: Job, dataset: Dataset, embedded: Embedded, preprocess: Preprocess, tell: Listener
) -> tuple[Broken, ...]:
    """Tries the test's pictures, says what is broken of all parts, and stops where it is too much."""
    test = parts_to_decode(dataset)["test"]
    read = load_pictures(test, preprocess, keep=False, progress=begin_decoding(len(test), tell))
    known = zip(PART_NAMES, SPLITS[:2], strict=False)
    parts = {name: _unread(embedded, part) for name, part in known} | {"test": read}
    broken = tuple(each for name in PART_NAMES for each in parts[name].broken)
    write_quarantine(job.folder, broken)
    check_readable(parts, job.recipe.max_broken, job.folder, tell)
    check_learnable(parts["training"])
    return broken


def _unread(embedded: Embedded, part: Split) -> Pictures:
    broken = tuple(each for each in embedded.broken if each.sample.split == part)
    return Pictures(embedded.pool.data.split(part), NO_PIXELS, broken, ())


def best_head(embedded: Embedded, recipe: Recipe, over: Callable[[], bool]) -> Tried:
    """The best settings of the head that the recipe names; the first are tried whatever the time.

    Raises UsageError (usage.features) where it cannot take so many features of so many pictures.
    """
    pool, best = embedded.pool, None
    for tried in tries(pool, embedded.features, pool.folds(), (recipe.model,), over, recipe.options):
        if better(tried, best, pool.targets):
            best = tried
    if best is None:
        pictures, features = embedded.features.shape
        raise UsageError(
            Message("head.too_many", head=recipe.model, pictures=pictures, features=features),
            code="usage.features",
        )
    return best


def said_of(tried: Tried) -> Message:
    return Message(
        "ladder.tried",
        model=" ".join((tried.kind, *(f"{name}={value}" for name, value in tried.settings.items()))),
        share=tried.accuracy,
        n=len(tried.answered),
    )


def chosen_head(embedded: Embedded, best: Tried) -> Scaled:
    """The head with these settings, fitted to all that it may learn from."""
    pool = embedded.pool
    logits, rows = best.sure
    scale = logit_scale(logits, pool.targets[rows])
    return Scaled(fit_chosen(pool, embedded.features, best), scale)


def proven_on(dataset: Dataset, pool: Pool) -> Dataset:
    """The pictures on which the export is proven: of those that a head has learnt it is so sure that a coarse
    engine would not be noticed.
    """
    unseen = dataset.split("test") if pool.refit else pool.data.split("val")
    return unseen.take(spread(len(unseen), PROOF))


def head_learnt(
    dataset: Dataset,
    plan: Plan,
    graph: FeatureGraph,
    embedded: Embedded,
    broken: tuple[Broken, ...],
    best: Tried,
    head: Scaled,
    course: Course,
) -> Learnt:
    """The head `best`, fitted, as a model to ship."""
    pool = embedded.pool
    train = pool.data.split("train")
    shown = train.keep(lambda sample: sample.embed)
    recipe = replace(plan.recipe, options=dict(best.settings))
    return Learnt(
        dataset,
        replace(plan, recipe=recipe),
        train,
        load_pictures(proven_on(dataset, pool), plan.preprocess),
        broken,
        trained_head(graph, head, best, pool, TRAIN_TASKS[recipe.task].outputs(recipe)[0]),
        course,
        load_pictures(shown.take(spread(len(shown), VARIED)), plan.preprocess).pixels,
    )
