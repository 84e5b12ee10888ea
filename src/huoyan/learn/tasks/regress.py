"""How regression is trained: on standardised values, with an interval that validation settles."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.learn.distributed.world import World
from huoyan.learn.ensemble.value_mean import add_mean_values, mean_values
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Settled, Validator
from huoyan.learn.tasks.whole_pictures import check_whole_pictures
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.regress import RegressChoices
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.tasks.regress import VALUES, Regress
from huoyan.words import Listed, Message

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.networks.shape import NetworkShape
    from huoyan.learn.objectives.loss import Loss

COVERAGE = 0.9
# Words in the name of a quantity that a mirror changes: where something is, where it points or turns to.
SIDED = frozenset(
    {"x", "cx", "dx", "xmin", "xmax", "left", "right", "lateral", "horizontal"}
    | {"angle", "angles", "direction", "heading", "bearing", "azimuth", "orientation", "rotation"}
    | {"yaw", "roll", "theta", "steering", "steer", "turn", "clockwise", "counterclockwise"}
)
SIDED_CHINESE = ("左", "右", "方向", "朝向", "航向", "方位", "角度", "偏航", "转角", "转向", "旋转", "横坐标")


class TrainRegress:
    """Satisfies `TrainTask`, and `AveragesAnswers`."""

    check = staticmethod(check_whole_pictures)
    mean = staticmethod(partial(mean_values, output=VALUES))
    add_mean = staticmethod(partial(add_mean_values, output=VALUES))

    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        return (VALUES,)

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        return ()

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        yield Choice("loss", "huber")
        yield _flip(seen.labels)

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        from huoyan.learn.networks.in_units import start_at_mean

        return in_units(shape.with_outputs(len(labels), begin=start_at_mean), labels, train)

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        from torch import from_numpy

        return from_numpy(data.targets())

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        """Pictures are not mixed: half of each of two pictures does not show the mean of their numbers."""
        from torch import Tensor

        from huoyan.learn.augment import augment

        whole = replace(augmentation, mixup=0.0, cutmix=0.0)

        def varied(
            images: Tensor, targets: Targets, generator: Generator, world: World, passed: float
        ) -> tuple[Tensor, Targets]:
            assert isinstance(targets, Tensor)
            return augment(images, targets, whole, generator, 0, world)

        return varied

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        from torch import from_numpy

        from huoyan.learn.objectives.loss import Loss
        from huoyan.learn.objectives.value_losses import LOSSES

        form, spread = LOSSES[recipe.of(RegressChoices).loss], from_numpy(_statistics(data)[1])

        def mean(values: Tensor, targets: Tensor) -> Tensor:
            scale = spread.to(values)
            return form(values / scale, targets.to(values) / scale)

        return Loss(mean)

    def rates(self, recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
        return None

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        from torch import Tensor

        from huoyan.learn.tasks.validators import ValueValidator

        assert isinstance(targets, Tensor)
        return ValueValidator(targets)

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return None

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """The margins of the intervals."""
        truth, found = data.targets(), outputs[VALUES].astype(np.float64)
        centre, spread = (tuple(each.tolist()) for each in _statistics(data))
        margins = conformal_margins(np.abs(found - truth), COVERAGE)
        task = Regress(data.classes, centre, spread, margins, COVERAGE)
        return Settled(task, (Message("chosen.intervals"),) if margins is not None else ())


def in_units(network: nn.Module, labels: Sequence[str], train: Dataset | None) -> nn.Module:
    """`network`, which answers in spreads about the mean of the training values, made to answer in units.

    train: None where what is learnt of it is loaded afterwards.
    """
    from torch import from_numpy

    from huoyan.learn.networks.in_units import InUnits

    centre, spread = np.zeros(len(labels)), np.ones(len(labels))
    if train is not None:
        centre, spread = _statistics(train)
    return InUnits(network, from_numpy(centre).float(), from_numpy(spread).float())


def _flip(quantities: Sequence[str]) -> Choice:
    """Mirroring changes which way a car steers, not how many cells there are."""
    if sided := [name for name in quantities if _is_sided(name)]:
        return Choice("flip", "none", Message("plan.sided_quantity", names=Listed(sided)))
    return Choice("flip", "horizontal")


def _is_sided(name: str) -> bool:
    """Of words parted by marks, digits or capitals: `pos_x`, `x1`, `yawRate`; Chinese has no such gaps."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    return bool(SIDED & {word.lower() for word in words}) or any(word in name for word in SIDED_CHINESE)


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
