"""What a run leaves open is decided from its data, said, and written down before anything is spent on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from huoyan.clips.motion import MotionName
from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.learn.job import Job
from huoyan.learn.machine.busy_cores import free_cores
from huoyan.learn.on_features import ON_FEATURES, ONLY
from huoyan.learn.plan.head_plan import network_of
from huoyan.learn.plan.look import Look, look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import Plan, plan
from huoyan.learn.weights.backbones import kept_file, with_file
from huoyan.learn.weights.carded import with_card
from huoyan.runs.events import Listener, Said
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe_file import write_recipe
from huoyan.system.cores import available_cores
from huoyan.tasks import TASKS, kinds_of, task_for
from huoyan.words import Listed, Message, Remark

# Of a recipe, what begins at random weights.
WITHOUT_WEIGHTS: Mapping[str, Any] = {"weights": None, "card": None, "pretrained": False}


@dataclass(frozen=True, slots=True)
class Survey:
    """What plans are made from: the recipe with its task, a look at the data, the machine."""

    recipe: Recipe
    seen: Look
    name: str
    machine: Machine

    def plan(self, **choices: Any) -> Plan:
        """With these choices in place of the recipe's. Raises UsageError for some that do not fit."""
        recipe = self.recipe.with_choices(**choices)
        machine = self.machine if recipe.model in ON_FEATURES else _for_networks(self.machine, recipe.device)
        return plan(recipe, self.seen, name=self.name, machine=machine)

    def plan_without_weights(self, **choices: Any) -> Plan:
        """Of a model that starts from nothing."""
        return self.plan(**WITHOUT_WEIGHTS, **choices)


def survey(job: Job, dataset: Dataset) -> Survey:
    """Raises UsageError: usage.beside where several processes cannot, usage.task where the data are of
    another kind than the task that was asked for."""
    asked = set(job.recipe.beside or ()) - {"none"}
    if asked and job.world.size > 1:
        raise UsageError(
            Message("plan.beside_one_process", choices=" ".join(sorted(asked)), n=job.world.size),
            code="usage.beside",
        )
    recipe = with_task(job.recipe, dataset)
    return Survey(recipe, look(dataset.split("train"), recipe.seed), dataset.name, _machine(job))


def settle(job: Job, surveyed: Survey, tell: Listener) -> Plan:
    """The plan by which the run trains, said and written down."""
    settled = planned(with_weights(job, surveyed, tell), tell)
    for choice in settled.choices:
        tell(Said(choice))
    write_recipe(job.folder.recipe, settled.recipe, job.origin)
    return settled


def planned(looked: Survey, tell: Listener) -> Plan:
    """The plan with nothing left open; of clips it is measured what of them is best seen."""
    found = looked.plan()
    if found.clip is None or looked.seen.clips is None:
        return found
    from huoyan.learn.over_time.motion_plan import with_motion

    with_this = partial(_with_this_motion, looked)
    return with_motion(found, looked.recipe, looked.seen.clips, with_this, tell)


def with_weights(job: Job, surveyed: Survey, tell: Listener) -> Survey:
    """What plans are made from, with the file of the weights that the network begins with."""
    recipe = with_card(_with_weights(surveyed.recipe), lambda remark: tell(_said(remark)))
    if recipe.model not in ON_FEATURES:
        job.settings.for_networks()  # before the device is asked what it can do
    return replace(surveyed, recipe=recipe)


def _with_this_motion(surveyed: Survey, motion: MotionName) -> Plan:
    return surveyed.plan(motion=motion)


def _with_weights(recipe: Recipe) -> Recipe:
    """The recipe with the file of its network: of a folder that it names, for features also of the cache."""
    looks = network_of(recipe.features) if recipe.model in ON_FEATURES else recipe.model
    if looks is None or looks == "auto":
        return recipe
    if recipe.model in ON_FEATURES and recipe.weights is None and not recipe.pretrained:
        return recipe.with_choices(weights=kept_file(looks))
    return with_file(recipe, looks)


def _said(remark: Message) -> Said:
    if isinstance(remark, Remark):
        return Said(remark.message, warning=remark.kind == "warning")
    return Said(remark)


def with_task(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe with the task that was asked for, or else that of such data."""
    if recipe.task == "auto":
        return _with_model(recipe.settled(task_for(dataset.kind)))
    if dataset.kind not in kinds_of(recipe.task):
        raise UsageError(
            Message(
                "plan.other_kind",
                task=recipe.task,
                wanted=Message(f"kind.{TASKS[recipe.task].kind}"),
                data=dataset.name,
                found=Message(f"kind.{dataset.kind}"),
                fitting=Listed([name for name in TASKS if dataset.kind in kinds_of(name)]),
            ),
            code="usage.task",
        )
    return _with_model(recipe.settled(recipe.task))


def _with_model(recipe: Recipe) -> Recipe:
    """Named where the task has but one."""
    only = ONLY.get(recipe.task)
    return recipe.with_choices(model=only) if only is not None and recipe.model == "auto" else recipe


def _machine(job: Job) -> Machine:
    cores = max(1, available_cores() // job.world.local_size)
    # Processes that train together keep each other's cores busy while they start.
    busy = job.others.busy_cores() if job.world.size == 1 else None
    free = free_cores(busy, cores)
    return Machine(None, cores, free, alone=job.world.size == 1)


def _for_networks(machine: Machine, device: str) -> Machine:
    from huoyan.learn.machine.devices import choose_device, computes_bf16

    return replace(machine, bf16=computes_bf16(choose_device(device)))
