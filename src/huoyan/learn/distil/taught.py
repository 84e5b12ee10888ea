"""The teacher's part of a step: its answers for the views, and the loss that learns them.

Targets of a taught network are float32 (N, 2 classes): the shares of the classes, and behind them what the
teacher answers. Validation has no teacher: there the targets are plain classes, and the loss is that of
labels.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from huoyan.learn.augment.mixing import class_rows
from huoyan.learn.distil.teacher import Teacher
from huoyan.learn.distributed.world import World
from huoyan.learn.fit.targets import Targets
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.tasks.base import Augment


def taught_views(augment: Augment, teacher: Teacher, classes: int) -> Augment:
    """Pictures varied as `augment` does; the teacher answers for what the network is going to see of them:
    "consistent teaching" of Beyer et al. 2022 (arXiv 2106.05237)."""

    def varied(
        images: Tensor, targets: Targets, generator: Generator, world: World, passed: float
    ) -> tuple[Tensor, Targets]:
        seen, wanted = augment(images, targets, generator, world, passed)
        assert isinstance(wanted, Tensor)
        shares = class_rows(wanted, classes)
        answers = torch.zeros_like(shares)  # those of other processes' pictures are theirs
        if len(seen):
            pixels = seen.detach().clamp(0, 255).round().to("cpu", torch.uint8).numpy()
            own = torch.from_numpy(teacher.probabilities(pixels))
            answers[world.share(len(shares))] = own.to(answers.device)
        return seen, torch.cat([shares, answers], dim=1)

    return varied


def taught_loss(
    labels: Loss, classes: int, *, temperature: float, weight: float, class_weights: Sequence[float] | None
) -> Loss:
    """(1 - weight) of the loss of the labels, and `weight` of how far the network is at this temperature
    from the teacher: Kullback-Leibler, times the temperature squared, so that its gradients keep their
    size (Hinton, Vinyals and Dean 2015, section 2). Pictures weigh as they do for the labels.
    """
    weights = None if class_weights is None else torch.as_tensor(class_weights, dtype=torch.float64)

    def mean(logits: Tensor, targets: Tensor) -> Tensor:
        shares, answers = _divided(targets, classes)
        if answers is None:
            return labels.mean(logits, shares)
        soft = F.log_softmax(logits.to(torch.promote_types(logits.dtype, torch.float32)) / temperature, dim=1)
        apart = F.kl_div(soft, answers.to(soft), reduction="none").sum(dim=1)
        shares = shares.to(soft)
        sample = torch.ones_like(apart) if weights is None else shares @ weights.to(soft)
        learnt = (apart * sample).sum() / sample.sum()
        return (1 - weight) * labels.mean(logits, shares) + weight * temperature**2 * learnt

    def weigh(targets: Targets) -> float:
        assert isinstance(targets, Tensor)
        return labels.weight(_divided(targets, classes)[0])

    return Loss(mean, weigh)


def _divided(targets: Tensor, classes: int) -> tuple[Tensor, Tensor | None]:
    """What the labels say, and what the teacher does; None where none was asked."""
    if targets.ndim < 2 or targets.shape[1] == classes:
        return targets, None
    return targets[:, :classes], targets[:, classes:]
