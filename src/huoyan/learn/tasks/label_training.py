"""What training for one class and for several labels have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from huoyan.data.dataset import Dataset
from huoyan.learn.distributed.world import World
from huoyan.learn.objectives.imbalance import Treatment, treat
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment
from huoyan.preprocess import Placement
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.runs.recipe.tags import TagsChoices
from huoyan.words import Message

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.networks.shape import NetworkShape
    from huoyan.learn.objectives.loss import Loss

# Class names that mirroring exchanges.
MIRRORED = {"left", "right", "clockwise", "counterclockwise", "左", "右", "左转", "右转"}


def label_choices(recipe: Recipe) -> ClassifyChoices | TagsChoices:
    """The section of a recipe for one class or for several labels."""
    section = recipe.section
    assert isinstance(section, ClassifyChoices | TagsChoices), f"the recipe is for {recipe.task}"
    return section


def label_network(shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
    """A logit a label."""
    return shape.with_outputs(len(labels))


def label_targets(data: Dataset, places: Sequence[Placement]) -> Targets:
    from torch import from_numpy

    return from_numpy(data.targets())


def label_augment(recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
    from torch import Tensor

    from huoyan.learn.augment import augment

    choices, classes = label_choices(recipe), len(data.classes)
    if choices.mixup is not None:
        augmentation = replace(augmentation, mixup=choices.mixup)
    if choices.cutmix is not None:
        augmentation = replace(augmentation, cutmix=choices.cutmix)

    def varied(
        images: Tensor, targets: Targets, generator: Generator, world: World, passed: float
    ) -> tuple[Tensor, Targets]:
        assert isinstance(targets, Tensor)
        return augment(images, targets, augmentation, generator, classes, world)

    return varied


def label_treatment(recipe: Recipe, data: Dataset) -> Treatment:
    """What the settled recipe does about classes of unequal size in the training pictures `data`."""
    choices = label_choices(recipe)
    assert choices.imbalance != "auto"
    return treat(
        choices.imbalance,
        choices.loss,
        tuple(data.counts().values()),
        len(data),
        multilabel=data.kind == "labels",
        label_smoothing=choices.label_smoothing or 0.0,
    )


def label_loss(recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
    from huoyan.learn.objectives.label_losses import build_loss

    treatment, smoothing = label_treatment(recipe, data), label_choices(recipe).label_smoothing
    assert smoothing is not None
    return build_loss(
        treatment.loss,
        multilabel=data.kind == "labels",
        label_smoothing=smoothing,
        classes=len(data.classes),
        class_weights=treatment.class_weights,
        logit_shift=treatment.logit_shift,
    )


def label_rates(recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
    """The earlier a stage, the slower it learns, where training begins at a fitted head."""
    from huoyan.learn.fine_tuning.frozen_front import rate_shares

    return rate_shares(network) if recipe.values().get("start") == "head" else None


def flip_choice(seen: Look) -> Choice:
    """Mirroring changes what a letter or a side is, not what a cat is."""
    if len(seen.labels) > 1 and all(len(name) == 1 for name in seen.labels):
        return Choice("flip", "none", Message("plan.one_character"))
    if MIRRORED & {name.lower() for name in seen.labels}:
        return Choice("flip", "none", Message("plan.sides"))
    return Choice("flip", "horizontal")
