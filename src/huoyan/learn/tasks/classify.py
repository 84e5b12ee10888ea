"""How classification is trained: softmax, classes of unequal size, a temperature at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import torch
from torch import Generator, Tensor, nn

from huoyan.data.dataset import Dataset
from huoyan.learn.augment import Augmentation
from huoyan.learn.feed.shuffle import Order
from huoyan.learn.fit.targets import Targets
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.objectives.imbalance import balanced_order, choose
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.objectives.temperature import fit_temperature
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Choice, Settled, Validator
from huoyan.learn.tasks.label_remedy import label_remedy
from huoyan.learn.tasks.label_training import (
    LabelValidator,
    flip_choice,
    label_augment,
    label_loss,
    label_network,
    label_targets,
    label_treatment,
)
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.tasks.classify import Classify
from huoyan.tasks.logits import LOGITS
from huoyan.words import Message


class TrainClassify:
    """Satisfies `TrainTask`."""

    outputs: ClassVar[tuple[str, ...]] = (LOGITS,)

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        method, why = choose(seen.counts, multilabel=False)
        yield Choice("imbalance", method, None if method == "none" else why)
        yield flip_choice(seen)
        yield Choice("loss", "cross-entropy")

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        return label_network(shape, labels)

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        return label_targets(data, places)

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        """Every class equally often, where the recipe says so."""
        if not label_treatment(recipe, data).balanced_order:
            return None
        targets = torch.from_numpy(data.targets())

        def drawn(generator: Generator) -> Tensor:
            return balanced_order(targets, generator)

        return drawn

    def augment(self, augmentation: Augmentation, data: Dataset) -> Augment:
        return label_augment(augmentation, data)

    def loss(self, recipe: Recipe, data: Dataset) -> Loss:
        return label_loss(recipe, data)

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        """Every class counts alike, however few pictures it has, where something is done about that."""
        assert isinstance(targets, Tensor)
        if recipe.of(ClassifyChoices).imbalance == "none":
            return ClassValidator("accuracy", torch.ones(len(targets)))
        return ClassValidator("balanced_accuracy", _class_weights(targets))

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return label_remedy(recipe, train, score, task)

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset) -> Settled:
        """The temperature."""
        temperature = fit_temperature(outputs[LOGITS], data.targets(), multilabel=False)
        return Settled(
            Classify(data.classes, temperature), (Message("chosen.temperature"),) if temperature != 1 else ()
        )


class ClassValidator(LabelValidator):
    """The share of pictures whose first class is right."""

    def right(self, logits: Tensor, targets: Tensor) -> Tensor:
        return (logits.argmax(1) == targets).float()


def _class_weights(targets: Tensor) -> Tensor:
    """One a picture: with them a mean over pictures is the mean over classes (those that occur)."""
    counts = torch.bincount(targets)
    return 1 / counts[targets].float()
