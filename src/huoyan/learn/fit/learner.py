"""What learns, by what, and in which surroundings: the values that a training takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from huoyan.learn.distributed.world import ALONE, World
from huoyan.learn.feed.at_once import MOST
from huoyan.learn.feed.feed import Feed
from huoyan.learn.feed.shuffle import Order
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.targets import Targets
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.tasks.base import Augment, Validator
from huoyan.runs.events import Listener, no_listener


def nothing_more(targets: Targets) -> Mapping[str, Tensor]:
    return {}


@dataclass(frozen=True, slots=True)
class Learner:
    """A network, what changes its weights, and what its task asks of a step.

    `augment` varies training pictures and targets, `validator` makes what scores validation, from all of its
    targets; `order` draws the indices of an epoch (default: every picture once). `told`: of a batch's targets
    what the network is given beside the pictures, by name.
    """

    network: nn.Module
    optimizer: torch.optim.Optimizer
    loss: Loss
    augment: Augment
    validator: Callable[[Targets], Validator]
    order: Order | None = None
    told: Callable[[Targets], Mapping[str, Tensor]] = nothing_more


@dataclass(frozen=True, slots=True)
class Part:
    """A split as the trainer sees it: pictures by number, and their targets.

    at_once: of them, where they are scored.
    """

    feed: Feed
    targets: Targets
    at_once: int = MOST


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and among whom a training runs, who listens, and who may end it.

    With a `keeper` the state is saved at intervals, and taken up from there if it holds one. With `pause` a
    training that is interrupted is one to be taken up: nothing is added to its curve.
    """

    device: torch.device
    listen: Listener = no_listener
    interrupted: Callable[[], bool] = lambda: False
    keeper: Keeper = field(default_factory=Keeper)
    world: World = ALONE
    pause: bool = False
