"""How regression is trained: on standardised values, with an interval that validation settles."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from huoyan.data.dataset import Dataset
from huoyan.learn.augment import Augmentation, augment
from huoyan.learn.distributed.world import World
from huoyan.learn.feed.shuffle import Order
from huoyan.learn.fit.targets import Targets
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.networks.weight_files.load import classifier_layers
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Choice, Settled, Validator
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.regress import RegressChoices
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.tasks.regress import VALUES, Regress
from huoyan.words import Listed, Message

COVERAGE = 0.9
# Of outputs and targets in spreads of the training values.
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mse": F.mse_loss,
    "huber": F.huber_loss,  # Huber 1964, with one spread where it turns from squares to absolute values
    "l1": F.l1_loss,
}


# Words in the name of a quantity that a mirror changes: where something is, where it points or turns to.
SIDED = frozenset(
    {"x", "cx", "dx", "xmin", "xmax", "left", "right", "lateral", "horizontal"}
    | {"angle", "angles", "direction", "heading", "bearing", "azimuth", "orientation", "rotation"}
    | {"yaw", "roll", "theta", "steering", "steer", "turn", "clockwise", "counterclockwise"}
)
SIDED_CHINESE = ("左", "右", "方向", "朝向", "航向", "方位", "角度", "偏航", "转角", "转向", "旋转", "横坐标")


class InUnits(nn.Module):
    """A network that answers in spreads about the mean of training, made to answer in units."""

    centre: Tensor
    spread: Tensor

    def __init__(self, network: nn.Module, centre: Tensor, spread: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("centre", centre)
        self.register_buffer("spread", spread)

    def forward(self, images: Tensor) -> Tensor:
        # In float32 also under autocast: bf16 has three digits.
        scaled: Tensor = self.network(images).to(self.spread.dtype) * self.spread + self.centre
        return scaled


class TrainRegress:
    """Satisfies `TrainTask`."""

    outputs: ClassVar[tuple[str, ...]] = (VALUES,)

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        yield Choice("loss", "huber")
        yield _flip(seen.labels)

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        centre, spread = np.zeros(len(labels)), np.ones(len(labels))
        if train is not None:
            centre, spread = _statistics(train)
        inner = shape.with_outputs(len(labels), begin=_start_at_mean)
        return InUnits(inner, torch.from_numpy(centre).float(), torch.from_numpy(spread).float())

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        return torch.from_numpy(data.targets())

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        """Pictures are not mixed: half of each of two pictures does not show the mean of their numbers."""
        whole = replace(augmentation, mixup=0.0, cutmix=0.0)

        def varied(
            images: Tensor, targets: Targets, generator: Generator, world: World
        ) -> tuple[Tensor, Targets]:
            assert isinstance(targets, Tensor)
            return augment(images, targets, whole, generator, 0, world)

        return varied

    def loss(self, recipe: Recipe, data: Dataset) -> Loss:
        form, spread = LOSSES[recipe.of(RegressChoices).loss], torch.from_numpy(_statistics(data)[1])

        def mean(values: Tensor, targets: Tensor) -> Tensor:
            scale = spread.to(values)
            return form(values / scale, targets.to(values) / scale)

        return Loss(mean)

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        assert isinstance(targets, Tensor)
        return ValueValidator(targets)

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return None

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset) -> Settled:
        """The margins of the intervals."""
        truth, found = data.targets(), outputs[VALUES].astype(np.float64)
        centre, spread = (tuple(each.tolist()) for each in _statistics(data))
        margins = conformal_margins(np.abs(found - truth), COVERAGE)
        task = Regress(data.classes, centre, spread, margins, COVERAGE)
        return Settled(task, (Message("chosen.intervals"),) if margins is not None else ())


def _flip(quantities: Sequence[str]) -> Choice:
    """Mirroring changes which way a car steers, not how many cells there are."""
    if sided := [name for name in quantities if _is_sided(name)]:
        return Choice("flip", "none", Message("plan.sided_quantity", names=Listed(sided)))
    return Choice("flip", "horizontal")


def _is_sided(name: str) -> bool:
    """Of words parted by marks, digits or capitals: `pos_x`, `x1`, `yawRate`; Chinese has no such gaps."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    return bool(SIDED & {word.lower() for word in words}) or any(word in name for word in SIDED_CHINESE)


class ValueValidator:
    """The share of the variance that is explained, the mean over the quantities. Satisfies `Validator`."""

    name = "r2"

    def __init__(self, targets: Tensor) -> None:
        """targets: of all validation pictures, (N, K)."""
        squares = (targets.double() - targets.double().mean(dim=0)).square().sum(dim=0)
        self._spread = torch.where(squares > 0, squares, 1.0)
        self._errors = torch.zeros_like(self._spread)

    def begin(self) -> None:
        self._errors = torch.zeros_like(self._spread)

    def add(self, outputs: Tensor, targets: Targets, rows: Tensor) -> None:
        assert isinstance(targets, Tensor)
        # On the CPU: Apple's GPUs know no float64.
        self._errors += (outputs.cpu().double() - targets.cpu().double()).square().sum(dim=0)

    def finish(self, world: World) -> float:
        errors = torch.tensor(world.sum(self._errors.tolist()), dtype=torch.float64)
        return float((1 - errors / self._spread).mean())


def _start_at_mean(network: nn.Module) -> None:
    """The last layer, each head of it, begins at zero, so that every first answer is the mean of training.

    Random answers are far off at first, and the steps that mend them spoil what the weights before know.
    """
    for layer in classifier_layers(network):
        for parameter in layer.parameters():
            nn.init.zeros_(parameter)


def conformal_margins(errors: np.ndarray, coverage: float) -> tuple[float, ...] | None:
    """Half widths of intervals that hold a new truth with at least this probability, one a quantity.

    errors: absolute, (N, K), of pictures that are as new to the model as those to come. Split conformal
    prediction (Lei et al. 2018, "Distribution-free predictive inference for regression", theorem 2): the
    ceil((N + 1) coverage)-th smallest. None where N is too small for there to be such a one.
    """
    at = math.ceil((len(errors) + 1) * coverage)
    if at > len(errors):
        return None
    return tuple(float(x) for x in np.sort(errors, axis=0)[at - 1])


def _statistics(train: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of each quantity, float64 (K,); a deviation of 0 counts as 1."""
    values = train.targets().astype(np.float64)
    spread = values.std(axis=0)
    return values.mean(axis=0), np.where(spread > 0, spread, 1.0)
