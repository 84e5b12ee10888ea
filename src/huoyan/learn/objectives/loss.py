"""A loss as the training loop takes it: a mean over pictures, and by what that mean was divided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from huoyan.learn.fit.targets import Targets


def _count(targets: Targets) -> float:
    return float(len(targets))


@dataclass(frozen=True, slots=True)
class Loss:
    """What the network gave and targets to their mean loss, a scalar; and what that mean is a mean over.

    mean: of outputs and targets. weight: by what that mean was divided, so that means of parts of a batch,
    so weighed, are that of the whole; the number of pictures, where nothing else is said.
    """

    mean: Callable[[Any, Any], Tensor]
    weight: Callable[[Targets], float] = _count

    def __call__(self, outputs: Any, targets: Targets) -> Tensor:
        return self.mean(outputs, targets)
