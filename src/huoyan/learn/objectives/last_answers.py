"""Losses and scores of running answers: those after the last step of each clip count."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from huoyan.learn.objectives.loss import Loss


def after_last(answers: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Of answers (N, T, K) those (N, K) after as many steps as the last column of `targets` says, and the
    other columns: (N,) where there is one."""
    steps, wanted = targets[:, -1].long(), targets[:, :-1]
    rows = torch.arange(len(answers), device=answers.device)
    return answers[rows, steps - 1], wanted[:, 0] if wanted.shape[1] == 1 else wanted


def of_last(loss: Loss) -> Loss:
    """The loss of what is answered at the end."""

    def mean(answers: Tensor, targets: Tensor) -> Tensor:
        return loss.mean(*after_last(answers, targets))

    return Loss(mean)


def at_last(right: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    """The same of what tells which answers are right."""
    return lambda answers, targets: right(*after_last(answers, targets))
