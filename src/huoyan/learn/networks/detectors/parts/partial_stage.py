"""What one-stage detectors are built of: a convolution with norm, stages whose features part and join again.

Features are (N, C, H, W) throughout.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from huoyan.learn.networks.detectors.parts.activations import ACTIVATIONS


def conv(inputs: int, outputs: int, kernel: int = 1, *, stride: int = 1, activation: str) -> nn.Sequential:
    """Convolution, batch norm, activation; the size divided by `stride`."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        ACTIVATIONS[activation](inplace=True),
    )


class Bottleneck(nn.Module):
    """Two convolutions through half the width; `residual`: added to what they take (He et al. 2016)."""

    def __init__(self, width: int, *, residual: bool, activation: str) -> None:
        super().__init__()
        middle = max(1, width // 2)
        self.convs = nn.Sequential(
            conv(width, middle, 3, activation=activation), conv(middle, width, 3, activation=activation)
        )
        self.residual = residual

    def forward(self, features: Tensor) -> Tensor:
        gives: Tensor = self.convs(features)
        return features + gives if self.residual else gives


class PartialStage(nn.Module):
    """One half of the features goes through a row of bottlenecks, the other passes by; all that any of them
    gives is joined.

    Wang et al. 2020, "CSPNet"; that each bottleneck has a way of its own to the end, so that gradients reach
    it: Wang et al. 2022, "Designing Network Design Strategies Through Gradient Path Analysis" (ELAN).
    """

    def __init__(self, inputs: int, outputs: int, depth: int, *, residual: bool, activation: str) -> None:
        super().__init__()
        half = outputs // 2
        self.part = conv(inputs, 2 * half, activation=activation)
        self.row = nn.ModuleList(
            Bottleneck(half, residual=residual, activation=activation) for _ in range(depth)
        )
        self.join = conv((2 + depth) * half, outputs, activation=activation)

    def forward(self, features: Tensor) -> Tensor:
        parts = list(self.part(features).chunk(2, dim=1))
        for each in self.row:
            parts.append(each(parts[-1]))
        joined: Tensor = self.join(torch.cat(parts, dim=1))
        return joined


class PyramidPooling(nn.Module):
    """Each place beside the maxima of its surroundings of 5, 9 and 13 places; one over 9 is one over 5 of
    one over 5 (He et al. 2015, "Spatial Pyramid Pooling").
    """

    def __init__(self, width: int, *, activation: str) -> None:
        super().__init__()
        self.narrow = conv(width, width // 2, activation=activation)
        self.pool = nn.MaxPool2d(5, stride=1, padding=2)
        self.join = conv(2 * width, width, activation=activation)

    def forward(self, features: Tensor) -> Tensor:
        parts = [self.narrow(features)]
        for _ in range(3):
            parts.append(self.pool(parts[-1]))
        joined: Tensor = self.join(torch.cat(parts, dim=1))
        return joined
