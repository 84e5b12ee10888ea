"""How labelling is trained: a yes or no for each label, thresholds and a temperature at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from huoyan.data.dataset import Dataset
from huoyan.learn.augment import Augmentation
from huoyan.learn.feed.shuffle import Order
from huoyan.learn.fit.targets import Targets
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.objectives.imbalance import choose
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.objectives.temperature import fit_temperature
from huoyan.learn.objectives.thresholds import fit_thresholds
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
)
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.tasks.logits import LOGITS
from huoyan.tasks.tags import Tags
from huoyan.words import Message


class TrainTags:
    """Satisfies `TrainTask`."""

    outputs: ClassVar[tuple[str, ...]] = (LOGITS,)

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        yield Choice("loss", "bce", Message("plan.several_labels"))
        yield Choice("label_smoothing", 0.0)
        yield Choice("imbalance", *choose(seen.counts, multilabel=True))
        yield flip_choice(seen)

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        return label_network(shape, labels)

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        return label_targets(data, places)

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, augmentation: Augmentation, data: Dataset) -> Augment:
        return label_augment(augmentation, data)

    def loss(self, recipe: Recipe, data: Dataset) -> Loss:
        return label_loss(recipe, data)

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        return TagValidator("hamming_accuracy", torch.ones(len(targets)))

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return label_remedy(recipe, train, score, task)

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset) -> Settled:
        """The temperature, and a threshold for each label."""
        targets = data.targets()
        temperature = fit_temperature(outputs[LOGITS], targets, multilabel=True)
        task = Tags(data.classes, temperature)
        thresholds = fit_thresholds(task.probabilities(outputs), targets, seed=recipe.seed).values
        chosen = [Message("chosen.temperature")] * (temperature != 1)
        chosen += [Message("chosen.thresholds")] * (thresholds is not None)
        return Settled(Tags(data.classes, temperature, thresholds), tuple(chosen))


class TagValidator(LabelValidator):
    """The share of yes-or-no answers that are right."""

    def right(self, logits: Tensor, targets: Tensor) -> Tensor:
        return ((logits > 0) == (targets > 0.5)).float().mean(1)
