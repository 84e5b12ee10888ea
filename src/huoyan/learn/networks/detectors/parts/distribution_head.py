"""What a one-stage detector says at each place: the score of each class, and how far the box's sides are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from huoyan.learn.networks.detectors.parts.partial_stage import conv

# What every class scores at first, so that the many places of background do not rule the first steps (Lin et
# al. 2017, "Focal Loss for Dense Object Detection", section 4.1).
PRIOR = 0.01


class Said(NamedTuple):
    """A map for each stride, the finest first: logits of classes (N, C, H, W), and of how many strides the
    left, top, right and bottom side of the box are away, (N, 4 x bins, H, W).

    Behind them those of a second head, where there is one.
    """

    scores: tuple[Tensor, ...]
    sides: tuple[Tensor, ...]

    def of_head(self, head: int, strides: int) -> Said:
        """What one of the heads said; `strides`: how many there are."""
        own = slice(head * strides, (head + 1) * strides)
        return Said(self.scores[own], self.sides[own])


class DistributionHead(nn.Module):
    """Two branches a map, one for what and one for where (Ge et al. 2021, "YOLOX", section 2)."""

    def __init__(self, inputs: Sequence[int], width: int, classes: int, bins: int, activation: str) -> None:
        super().__init__()
        self.scores = nn.ModuleList(_branch(each, width, classes, activation) for each in inputs)
        self.sides = nn.ModuleList(_branch(each, width, 4 * bins, activation) for each in inputs)
        for branch in self.scores:
            _start(branch, -math.log((1 - PRIOR) / PRIOR))
        for branch in self.sides:
            _start(branch, 0.0)

    def forward(self, maps: Sequence[Tensor]) -> Said:
        return Said(
            tuple(branch(each) for branch, each in zip(self.scores, maps, strict=True)),
            tuple(branch(each) for branch, each in zip(self.sides, maps, strict=True)),
        )


def flat(maps: Sequence[Tensor]) -> Tensor:
    """(N, C, H, W) each to (N, C, A): the places of all maps, row by row, in single precision or better."""
    joined = torch.cat([each.flatten(2) for each in maps], dim=2)
    return joined.to(torch.promote_types(joined.dtype, torch.float32))


def _branch(inputs: int, width: int, outputs: int, activation: str) -> nn.Sequential:
    return nn.Sequential(conv(inputs, width, 3, activation=activation), nn.Conv2d(width, outputs, 1))


@torch.no_grad()
def _start(branch: nn.Module, bias: float) -> None:
    last = branch[-1]  # type: ignore[index]
    nn.init.normal_(last.weight, std=0.01)
    nn.init.constant_(last.bias, bias)
