"""What trains in tests: small networks behind the loss, the variation and the validator of their task."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from huoyan.data.dataset import Dataset
from huoyan.learn.augment import Augmentation
from huoyan.learn.fit.learner import Learner
from huoyan.learn.fit.targets import Targets
from huoyan.learn.objectives.label_losses import build_loss
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.tasks.base import Validator
from huoyan.learn.tasks.classify import ClassValidator, TrainClassify


def class_learner(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    augmentation: Augmentation,
    *,
    classes: int = 2,
    loss: Loss | None = None,
) -> Learner:
    """One class a picture, by cross-entropy unless another loss is given."""
    made = Dataset("made", tuple(map(str, range(classes))), ())

    def validator(targets: Targets) -> Validator:
        assert isinstance(targets, Tensor)
        return ClassValidator("accuracy", torch.ones(len(targets)))

    return Learner(
        network,
        optimizer,
        loss or build_loss("cross-entropy", multilabel=False, label_smoothing=0.0, classes=classes),
        TrainClassify().augment(augmentation, made),
        validator,
    )
