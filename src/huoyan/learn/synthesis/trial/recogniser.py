"""By which recogniser a trial measures: that of the recipe, or of the ladder one that can be varied and
mixed."""

from __future__ import annotations

from dataclasses import replace

from huoyan.data.dataset import Dataset
from huoyan.learn.job import Job
from huoyan.learn.ladder.climb import climbs
from huoyan.learn.ladder.scratch_rung import scratch_plan
from huoyan.learn.ladder.tuned_rung import tuned_plan
from huoyan.learn.plan.plan import Plan
from huoyan.learn.plan.settle import Survey, with_weights
from huoyan.learn.weights.backbones import backbones_of
from huoyan.runs.events import no_listener
from huoyan.runs.recipe import Recipe

# Of a plan what makes it that of this recogniser, and not of another.
WHICH = ("model", "options", "features", "weights", "card", "pretrained")


def plan_of_recogniser(job: Job, dataset: Dataset, surveyed: Survey) -> Plan:
    """For a number of epochs. Where the run would climb the ladder: the network that knows pictures, where
    there are weights, else the small one."""
    if climbs(job, dataset, surveyed.recipe):
        job.settings.for_networks()
        backbones = backbones_of(surveyed.recipe, lambda said: None)
        return tuned_plan(surveyed, backbones[0]) if backbones else scratch_plan(surveyed, surveyed.seen.n)
    return with_weights(job, surveyed, no_listener).plan(minutes=None)


def as_measured(recipe: Recipe, plan: Plan, choices: dict[str, object]) -> Recipe:
    """The recipe for the recogniser of the plan, where it names none, and the `choices` that are left
    open."""
    given = recipe.values()
    still = {name: value for name, value in choices.items() if given.get(name) in (None, "auto")}
    if recipe.model != "auto":
        return recipe.with_choices(**still)
    which = {name: getattr(plan.recipe, name) for name in WHICH}
    start = {"start": plan.recipe.values()["start"]} if given.get("start", "auto") == "auto" else {}
    return replace(recipe, **which).with_choices(**still, **start)
