"""Losses and scores of running answers: those after the last step of each clip count."""

from __future__ import annotations

import torch
from torch import Tensor

from huoyan.learn.objectives.loss import Loss


def after_last(answers: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Of answers (N, T, K) those (N, K) after as many steps as the last column of `targets` says, and the
    other columns."""
    rows = torch.arange(len(answers), device=answers.device)
    return answers[rows, steps_of(targets) - 1], without_steps(targets)


def without_steps(targets: Tensor) -> Tensor:
    """All but the last column: classes, which are whole numbers, as (N,)."""
    wanted = targets[:, :-1]
    return wanted if wanted.is_floating_point() else wanted[:, 0]


def steps_of(targets: Tensor) -> Tensor:
    """How many each clip has, int64 (N,): the last column."""
    return targets[:, -1].long()


def retimed(targets: Tensor, steps: Tensor) -> Tensor:
    """The same targets of clips that now have so many."""
    return torch.cat([targets[:, :-1], steps[:, None].to(targets.dtype)], 1)


def of_last(loss: Loss) -> Loss:
    """The loss of what is answered at the end."""

    def mean(answers: Tensor, targets: Tensor) -> Tensor:
        return loss.mean(*after_last(answers, targets))

    return Loss(mean)
