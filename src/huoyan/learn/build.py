"""From a settled recipe to the objects that train: network, optimiser, objective and their numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.learn.augment import PRESETS, Augmentation
from huoyan.learn.distil.teacher import origins_of_teacher
from huoyan.learn.distributed.world import ALONE, World, started_by_torchrun
from huoyan.learn.feed.clip_feed import told_lengths
from huoyan.learn.fit.learner import Learner, nothing_more
from huoyan.learn.fit.smallest_batch import try_network
from huoyan.learn.fit.trainer import Settings
from huoyan.learn.machine.devices import choose_device, own_gpus
from huoyan.learn.machine.narrow_maps import widen_narrow_maps
from huoyan.learn.machine.sleeping_compiler import leave_compiler_asleep
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.starting_network import (
    begins_whole,
    channel_statistics,
    origins_of,
    starting_network,
)
from huoyan.learn.optimize.optimizers import build_optimizer
from huoyan.learn.plan.plan import Plan
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.learn.tasks.base import TrainTask
from huoyan.runs.recipe import Recipe
from huoyan.words import Message

# Where training begins at a fitted head, the weights of this share of it on are kept by their mean.
LAST_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Built:
    """What `fit` takes, and what is to be said of it. `recipe` has the mean and deviation of the channels."""

    network: Normalised
    learner: Learner
    settings: Settings
    device: torch.device
    recipe: Recipe
    begun_from: tuple[WeightsOrigin, ...]
    notes: tuple[Message, ...]

    @property
    def task(self) -> TrainTask:
        return TRAIN_TASKS[self.recipe.task]

    @property
    def channels(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Mean and deviation of each."""
        assert self.recipe.mean is not None
        assert self.recipe.std is not None
        return self.recipe.mean, self.recipe.std


def build_training(
    plan: Plan,
    train: Dataset,
    *,
    pixels: np.ndarray,
    budget_s: float | None,
    world: World = ALONE,
    start: Mapping[str, Tensor] | None = None,
) -> Built:
    """`train`: the training pictures that can be read. `pixels` (N, H, W, C): some of them, for the
    channels' mean and deviation. `start`: weights of this very network to begin with.

    Raises NetworkError, and UsageError for a device that is not there.
    """
    recipe, task = plan.recipe, TRAIN_TASKS[plan.recipe.task]
    device = choose_device(recipe.device, world)
    torch.set_num_threads(int(_set(recipe.threads, "threads")))
    torch.manual_seed(recipe.seed)
    notes: list[Message] = []
    mean, std = channel_statistics(recipe, pixels)
    network = starting_network(plan, train, mean, std, notes.append)
    if world.size == 1:
        _try(network, plan, len(train))
    if start is not None:
        network.load_state_dict(start)
    network = _placed(network, recipe, device, world, notes.append)
    learner = Learner(
        network,
        _optimizer(network, recipe),
        task.loss(recipe, train, network.network),
        task.augment(recipe, _augmentation(recipe), train),
        lambda targets: task.validator(recipe, targets),
        task.order(recipe, train),
        nothing_more if plan.clip is None else told_lengths,
    )
    if recipe.compile:
        network.compile()
    return Built(
        network,
        learner,
        _settings(recipe, budget_s, begins_whole(network.network)),
        device,
        dataclasses.replace(recipe, mean=mean, std=std),
        tuple(dict.fromkeys([*origins_of(recipe), *origins_of_teacher(recipe)])),
        tuple(notes),
    )


def network_for_export(plan: Plan, built: Built, train: Dataset) -> Normalised:
    """A network on the CPU, in fp32 and in one piece, for the weights that were trained."""
    if built.recipe.parallel == "shard":
        return starting_network(plan, train, *built.channels, lambda note: None)
    return built.network.to("cpu").float()


def _try(network: Normalised, plan: Plan, pictures: int) -> None:
    try_network(
        network,
        plan.recipe.model,
        shape=_blank(plan),
        pictures=pictures,
        batch=int(_set(plan.recipe.batch, "batch")),
    )


def _blank(plan: Plan) -> tuple[int, ...]:
    """A picture, or a clip of two steps."""
    pictures = plan.preprocess
    return (
        (pictures.height, pictures.width, pictures.channels) if plan.clip is None else (2, *plan.clip.shape)
    )


def _optimizer(network: Normalised, recipe: Recipe) -> torch.optim.Optimizer:
    if not recipe.compile:
        leave_compiler_asleep()
    return build_optimizer(
        network,
        recipe.optimizer,
        lr=_set(recipe.lr, "lr"),
        weight_decay=_set(recipe.weight_decay, "weight_decay"),
        momentum=recipe.momentum,
        beta2=_set(recipe.beta2, "beta2"),
        shares=TRAIN_TASKS[recipe.task].rates(recipe, network.network),
    )


def _placed(
    network: Normalised, recipe: Recipe, device: torch.device, world: World, note: Callable[[Message], None]
) -> Normalised:
    """In the recipe's precision on the device, whole or divided among the processes."""
    if recipe.precision == "fp64":
        network = network.double()
    if recipe.precision == "bf16":
        widen_narrow_maps(network)
    if recipe.parallel != "shard":
        return network.to(device)
    from huoyan.learn.distributed.sharded import shard

    _check_shardable(recipe, device, world)
    shard(network, device, world)
    note(Message("shard.divided", n=world.size))
    return network


def _check_shardable(recipe: Recipe, device: torch.device, world: World) -> None:
    """Raises UsageError (usage.parallel) where the network cannot be divided among the processes."""
    if recipe.optimizer == "muon":
        raise UsageError(
            Message("shard.muon"),
            code="usage.parallel",
        )
    if not started_by_torchrun():
        raise UsageError(
            Message("shard.no_processes"),
            code="usage.parallel",
        )
    if device.type == "cuda" and not own_gpus():
        raise UsageError(
            Message("shard.shared_gpus", n=world.local_size, gpus=torch.cuda.device_count()),
            code="usage.parallel",
        )


def _set(value: float | None, name: str) -> float:
    """A value that the plan has decided."""
    assert value is not None, name
    return value


def _augmentation(recipe: Recipe) -> Augmentation:
    assert recipe.augment != "auto"
    assert recipe.flip != "auto"
    preset = dataclasses.replace(PRESETS[recipe.augment], flip=recipe.flip)
    return preset if recipe.shift is None else dataclasses.replace(preset, shift=recipe.shift)


def _settings(recipe: Recipe, budget_s: float | None, whole: bool) -> Settings:
    from_head = recipe.values().get("start") == "head"
    return Settings(
        epochs=recipe.epochs or 1.0,
        budget_s=budget_s,
        patience=recipe.patience,
        batch=int(_set(recipe.batch, "batch")),
        lr=_set(recipe.lr, "lr"),
        schedule=recipe.schedule,
        warmup=_set(recipe.warmup, "warmup"),
        final=_set(recipe.final, "final"),
        clip=recipe.clip,
        ema=recipe.ema or 0.0,
        bf16=recipe.precision == "bf16",
        seed=recipe.seed,
        mean_from=LAST_HALF if from_head and not recipe.ema else None,
        scores_start=from_head or whole,
    )
