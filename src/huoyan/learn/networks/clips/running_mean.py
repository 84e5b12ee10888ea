"""The mean of all steps so far: of the frames alone, what every other network over time must beat."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from huoyan.clips.graph import StateShapes
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.over_time import State

# A stream may run for weeks: after so many steps (a day of 12 a second) those long ago count for less, so
# that the next one still moves the mean. float32 counts to 2 ** 24.
LONGEST = 2**20


class RunningMean(nn.Module):
    """(N, T, width) to the mean after each step, with the mean and the count of those before as its state.

    What differs from the mean so far is summed: the sum of the values would be rounded ever more coarsely.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.state: StateShapes = {"mean": (width,), "count": (1,)}

    def forward(self, steps: Tensor, mean: Tensor, count: Tensor) -> tuple[Tensor, State]:
        # In float32 also under autocast: bf16 counts to 256.
        away = steps.to(mean.dtype) - mean[:, None]
        counts = count[:, None] + torch.ones_like(away[..., :1]).cumsum(1)
        means = mean[:, None] + away.cumsum(1) / counts
        return means, (means[:, -1], counts[:, -1].clamp(max=LONGEST))


class NoOrder(nn.Module):
    """The frames' values as they are: with their mean behind it, a clip without its order."""

    def __init__(self, values: int, options: ClipOptions) -> None:
        super().__init__()
        self.width = values
        self.state: StateShapes = {}

    def forward(self, steps: Tensor) -> tuple[Tensor, State]:
        return steps, ()
