"""A task whose models are made at once: what a training in steps would ask of it is never asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from huoyan.data.dataset import Dataset
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Validator
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.tasks.base import Score, Task

if TYPE_CHECKING:
    from torch import nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.networks.shape import NetworkShape
    from huoyan.learn.objectives.loss import Loss


class WithoutSteps:
    """The part of `TrainTask` that is of steps."""

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        return ()

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        return ()

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        raise _no_steps()

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        raise _no_steps()

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        raise _no_steps()

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        raise _no_steps()

    def rates(self, recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
        return None

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        raise _no_steps()

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return None


def _no_steps() -> TypeError:
    return TypeError("this task learns in no steps; `check` refuses a network")
