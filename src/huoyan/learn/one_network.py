"""The training of one network, from its pictures to its best weights."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from huoyan.clips import ClipInput, ClipPreprocess
from huoyan.data.dataset import Dataset
from huoyan.errors import DataError
from huoyan.learn.build import Built, build_training, network_for_export
from huoyan.learn.distil.plain_answers import with_plain_answers
from huoyan.learn.distil.teacher_check import check_teacher
from huoyan.learn.distributed.world import World
from huoyan.learn.earlier_weights import behind_of
from huoyan.learn.feed.at_once import at_once
from huoyan.learn.feed.clip_feed import with_steps
from huoyan.learn.feed.clip_material import read_clips
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.feed.training_data import Material, read_material
from huoyan.learn.fine_tuning.from_head import fit_from_head, starts_at_head
from huoyan.learn.fine_tuning.frozen_frames import fit_on_rows
from huoyan.learn.fit.failures import coded_failures
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.fit.time_after import seconds_after
from huoyan.learn.fit.trainer import Behind, Fitted, fit
from huoyan.learn.job import Job
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.trained import Trained
from huoyan.learn.ship.trained_clips import trained_clip_network
from huoyan.learn.ship.trained_network import trained_network
from huoyan.learn.ship.varied_pictures import varied
from huoyan.runs.events import Listener, Phase, Said
from huoyan.runs.recipe_file import write_recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message


def read(dataset: Dataset, settled: Plan, folder: RunFolder, tell: Listener, world: World) -> Material:
    """The pictures or clips as the plan says that they are seen."""
    if settled.clip is None:
        return read_material(dataset, settled, folder, tell, world)
    return read_clips(dataset, settled, folder, tell, world.leads)


def learn_network(
    job: Job,
    dataset: Dataset,
    settled: Plan,
    tell: Listener,
    over: Callable[[], bool] = lambda: False,
    read: Callable[[Dataset, Plan, RunFolder, Listener, World], Material] = read,
) -> Learnt:
    """Reads the pictures, builds what the plan says and trains it; the best so far once it is `over`."""
    job.settings.for_networks()
    world = job.world
    world.from_lead(lambda: check_teacher(job, dataset, settled.recipe, tell))
    material = read(dataset, settled, job.folder, tell, world)
    budget_s = world.from_lead(lambda: _budget(job, dataset))
    behind = behind_of(job.earlier, job.folder, world, tell)
    built = build_training(
        settled,
        material.train,
        pixels=material.sample,
        budget_s=budget_s,
        world=world,
        start=behind.state if behind is not None else None,
    )
    if world.leads:
        write_recipe(job.folder.recipe, built.recipe, job.origin)
    for note in built.notes:
        tell(Said(note))
    fitted = _fit(built, material, _keeper(job, built), behind, job, tell, over, settled.clip)
    trained, batch = None, None
    plan = dataclasses.replace(settled, recipe=built.recipe)
    if world.leads:
        built = dataclasses.replace(built, network=network_for_export(settled, built, material.train))
        trained, batch = _trained(plan, built, fitted, material), varied(built, material)
    course = Course(fitted.history, fitted.steps, fitted.seconds, fitted.stopped)
    return Learnt(
        dataset,
        plan,
        material.train,
        material.val,
        material.broken,
        trained,
        course,
        batch,
        built.notes,
    )


def _trained(plan: Plan, built: Built, fitted: Fitted, material: Material) -> Trained:
    if plan.clip is None:
        return trained_network(plan, built, fitted)
    assert material.scored is not None
    return trained_clip_network(plan, built, fitted, material.scored)


def _budget(job: Job, dataset: Dataset) -> float | None:
    """Seconds left for training: what follows (export, proof, keys, score, report) is kept back."""
    if job.recipe.minutes is None:
        return None
    left = job.recipe.minutes * 60 - (time.perf_counter() - job.began)
    return max(0.5, left - seconds_after(dataset, left))


def _keeper(job: Job, built: Built) -> Keeper:
    """Checkpoints in the run folder that belong to just these pictures, labels and parts."""
    sharded = built.recipe.parallel == "shard"
    return Keeper(
        job.folder.checkpoints if sharded or job.world.leads else None,
        every_s=built.recipe.checkpoint_s,
        identity=job.origin.pictures_sha256 or "",
        on_full_disk=built.recipe.on_full_disk,
        world=job.world,
        sharded=sharded,
    )


def _fit(
    built: Built,
    material: Material,
    keeper: Keeper,
    behind: Behind | None,
    job: Job,
    tell: Listener,
    over: Callable[[], bool],
    clip: ClipInput | None,
) -> Fitted:
    train, (train_part, val_part) = material.train, _parts(built, material, job, tell)
    tell(Phase(Message("phase.training")))
    if not len(val_part.feed):
        raise DataError(
            Message("learn.no_validation"),
            code="data.no_val",
        )
    settings = built.settings
    if job.earlier is not None and job.earlier.target is not None:
        settings = dataclasses.replace(settings, epochs=job.earlier.target - job.earlier.epochs)
    stop = gentle_interrupt(lambda text: tell(Said(text, warning=True)))
    with coded_failures(job.world), stop as interrupted:
        around = Surroundings(
            built.device, tell, lambda: interrupted() or over(), keeper, job.world, job.pause
        )
        if isinstance(clip, ClipPreprocess) and built.recipe.freeze:
            data = train, material.scored.dataset if material.scored is not None else material.val.dataset
            return fit_on_rows(built, clip, data, (train_part, val_part), settings, around, behind)
        if starts_at_head(built.recipe):
            return fit_from_head(built, train, train_part, val_part, settings, around, behind, material.rows)
        return fit(built.learner, train_part, val_part, settings, around, behind)


def _parts(built: Built, material: Material, job: Job, tell: Listener) -> tuple[Part, Part]:
    """What is learnt from, and what is scored on the way."""
    train, val, scored = material.train, material.val, material.scored
    targets = built.task.targets(train, material.places)
    targets = with_plain_answers(targets, built.recipe, train, job.world, tell)
    if scored is not None:
        return with_steps(material.feed, targets), with_steps(
            scored.feed, built.task.targets(scored.dataset, ())
        )
    return Part(material.feed, targets), Part(
        ArrayFeed.of(val.pixels, built.device),
        built.task.targets(val.dataset, val.places),
        at_once(val.pixels.shape[1], val.pixels.shape[2]),
    )
