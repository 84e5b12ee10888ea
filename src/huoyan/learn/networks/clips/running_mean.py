"""The mean of all steps so far: of the frames alone, what every other network over time must beat."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from huoyan.clips.graph import StateShapes
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.over_time import State


class RunningMean(nn.Module):
    """(N, T, width) to the mean after each step, with the sum and the count of those before as its state."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.state: StateShapes = {"sum": (width,), "count": (1,)}

    def forward(self, steps: Tensor, total: Tensor, count: Tensor) -> tuple[Tensor, State]:
        # In float32 also under autocast: bf16 counts to 256.
        steps = steps.to(total.dtype)
        sums = total[:, None] + steps.cumsum(1)
        counts = count[:, None] + torch.ones_like(steps[..., :1]).cumsum(1)
        return sums / counts, (sums[:, -1], counts[:, -1])


class NoOrder(nn.Module):
    """The frames' values as they are: with their mean behind it, a clip without its order."""

    def __init__(self, values: int, options: ClipOptions) -> None:
        super().__init__()
        self.width = values
        self.state: StateShapes = {}

    def forward(self, steps: Tensor) -> tuple[Tensor, State]:
        return steps, ()
