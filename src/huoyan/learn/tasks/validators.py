"""How the answers for the validation pictures are scored while a network trains."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from huoyan.learn.distributed.world import World
from huoyan.learn.fit.targets import Targets
from huoyan.learn.objectives.last_answers import after_last
from huoyan.learn.tasks.base import Validator


class LabelValidator:
    """The share of right answers. Satisfies `Validator`."""

    def __init__(self, name: str, weights: Tensor, right: Callable[[Tensor, Tensor], Tensor]) -> None:
        """weights: of each validation picture, (N,). right: of logits and targets, 0..1 of each picture."""
        self.name, self._weights, self._is_right = name, weights, right
        self._right = 0.0

    def begin(self) -> None:
        self._right = 0.0

    def add(self, outputs: Tensor, targets: Targets, rows: Tensor) -> None:
        assert isinstance(targets, Tensor)
        self._right += (self._is_right(outputs, targets).cpu() * self._weights[rows]).sum().item()

    def finish(self, world: World) -> float:
        return world.sum([self._right])[0] / self._weights.sum().item()


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


class AtLast:
    """Scores what is answered at the end as `inner` does. Satisfies `Validator`."""

    def __init__(self, inner: Validator) -> None:
        self.name, self._inner = inner.name, inner

    def begin(self) -> None:
        self._inner.begin()

    def add(self, outputs: Tensor, targets: Targets, rows: Tensor) -> None:
        assert isinstance(targets, Tensor)
        self._inner.add(*after_last(outputs, targets), rows)

    def finish(self, world: World) -> float:
        return self._inner.finish(world)


def first_is_true(logits: Tensor, targets: Tensor) -> Tensor:
    return (logits.argmax(1) == targets).float()


def even_weights(targets: Tensor) -> Tensor:
    """One a picture: with them a mean over pictures is the mean over classes (those that occur)."""
    counts = torch.bincount(targets)
    return 1 / counts[targets].float()


def share_of_right_labels(logits: Tensor, targets: Tensor) -> Tensor:
    return ((logits > 0) == (targets > 0.5)).float().mean(1)
