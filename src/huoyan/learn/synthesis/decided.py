"""`--synthesise auto`: whether made pictures are added is measured, and written down as if it had been asked
for."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from huoyan.data.dataset import Dataset
from huoyan.data.say import Say
from huoyan.errors import HuoyanError, TrainingError, UsageError
from huoyan.learn.fit.aside import Aside
from huoyan.learn.job import Job
from huoyan.learn.plan.plan import Plan
from huoyan.learn.plan.settle import survey
from huoyan.learn.synthesis.made_samples import wanted_of, with_made_pictures
from huoyan.learn.synthesis.trial.arms import arms_of, flags_of
from huoyan.learn.synthesis.trial.generators import MINUTES, learn_generator_for
from huoyan.learn.synthesis.trial.one_pair import keep_examples
from huoyan.learn.synthesis.trial.recogniser import as_measured, plan_of_recogniser
from huoyan.learn.synthesis.trial.trial import Asked, clear_pairs, trial
from huoyan.runs.events import Listener
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.runs.recipe_file import write_recipe
from huoyan.runs.trial.outcome import Outcome, write_outcome
from huoyan.runs.trial.said import verdict_told
from huoyan.runs.trial.verdict import GAN, LEAST
from huoyan.words import Message, note, warning

AUTO = "auto"


def check_alone(job: Job) -> None:
    """Raises UsageError (usage.synthesise) where several processes train together."""
    if job.world.size > 1 and job.recipe.values().get("synthesise") == AUTO:
        raise UsageError(Message("trial.one_process", n=job.world.size), code="usage.synthesise")


def decided(job: Job, dataset: Dataset, warn: Say, tell: Listener) -> Job:
    """The job with a generator's run in place of "auto", or with none.

    The time that it takes is not that of `--minutes`. Raises TrainingError (training.paused) where a run that
    pauses was interrupted.
    """
    began = time.perf_counter()
    surveyed = survey(job, dataset)
    write_recipe(job.folder.recipe, surveyed.recipe, job.origin)  # what is cut off goes on with "auto"
    choices = surveyed.recipe.of(ClassifyChoices)
    short = list(wanted_of(dataset))
    if not short:
        warn(note("trial.nothing_short", data=dataset.name))
        return _without(job)
    plan = plan_of_recogniser(job, dataset, surveyed)
    counts = dataset.split("train").counts()
    minutes = choices.synthesise_minutes or MINUTES
    learn = learn_generator_for(plan, minutes)
    pairs = choices.synthesise_pairs or LEAST
    asked = Asked(job.folder.synthesis, {name: counts[name] for name in short}, pairs, minutes, learn)
    outcome = trial(job, dataset, plan, asked, tell)
    if outcome.ended == "interrupted" and job.pause:
        raise TrainingError(
            Message("trial.paused", folder=job.folder.path, pairs=outcome.pairs), code="training.paused"
        )
    clear_pairs(job.folder.synthesis)
    run = None
    if outcome.kept:
        outcome, run = _learnt(job, dataset, plan, asked, outcome, tell)
    write_outcome(job.folder.synthesis, outcome)
    flags = {arm: flags_of(plan.recipe.model, arm) for arm in arms_of(plan.recipe.model)}
    said = verdict_told(outcome, flags)
    warn(note(said.key, **said.values) if outcome.ended == "finished" else warning(said.key, **said.values))
    job = dataclasses.replace(job, began=job.began + time.perf_counter() - began)
    return _without(job) if run is None else _with(job, plan, run)


def _learnt(
    job: Job, dataset: Dataset, plan: Plan, asked: Asked, outcome: Outcome, tell: Listener
) -> tuple[Outcome, Path | None]:
    """The generator of the whole training part; without one, made pictures are not kept."""
    folder, aside = job.folder.synthesis / "generator", Aside(tell)
    aside.begin(Message("trial.phase_last_generator"))
    try:
        if not asked.learn_generator(dataset, folder, plan.recipe.seed, aside):
            return dataclasses.replace(outcome, kept=False, ended="interrupted"), None
        assert job.contents is not None
        made = with_made_pictures(
            dataset,
            folder,
            job.folder.made,
            contents=job.contents,
            together=job.together,
            seed=job.recipe.seed,
            warn=lambda said: None,
            tell=tell,
        )
    except HuoyanError as error:
        return dataclasses.replace(outcome, kept=False, ended="failed", reason=str(error.message)), None
    keep_examples(made, tuple(asked.short), job.folder.synthesis / "examples")
    return outcome, folder


def _with(job: Job, plan: Plan, run: Path) -> Job:
    """As it was measured: the same recogniser, every class drawn equally often."""
    recipe = as_measured(job.recipe, plan, dict(arms_of(plan.recipe.model)[GAN]))
    return dataclasses.replace(job, recipe=recipe.with_choices(synthesise=str(run.absolute())))


def _without(job: Job) -> Job:
    return dataclasses.replace(job, recipe=job.recipe.with_choices(synthesise=None))
