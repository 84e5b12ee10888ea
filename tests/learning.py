"""What trains in tests: small networks behind the loss, the variation and the validator of their task."""

from __future__ import annotations

from functools import partial

import torch
from torch import nn

from huoyan.data.dataset import Dataset
from huoyan.learn.augment import Augmentation
from huoyan.learn.fit.learner import Learner
from huoyan.learn.objectives.label_losses import build_loss
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.tasks.classify import TrainClassify
from huoyan.runs.recipe import recipe_from


def class_learner(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    augmentation: Augmentation,
    *,
    classes: int = 2,
    loss: Loss | None = None,
) -> Learner:
    """One class a picture, by cross-entropy unless another loss is given."""
    task, made = TrainClassify(), Dataset("made", tuple(map(str, range(classes))), ())
    recipe = recipe_from({"task": "classify", "imbalance": "none"})

    return Learner(
        network,
        optimizer,
        loss or build_loss("cross-entropy", multilabel=False, label_smoothing=0.0, classes=classes),
        task.augment(recipe, augmentation, made),
        partial(task.validator, recipe),
    )
