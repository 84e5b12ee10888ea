"""Feature maps told of each other: what is seen from afar to the fine ones, and where it is to the coarse."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from huoyan.learn.networks.detectors.parts.partial_stage import PartialStage, conv


class TwoWayNeck(nn.Module):
    """Maps of `inputs` channels, each half as fine as the one before, to as many of `outputs` channels.

    Down from the coarsest map (Lin et al. 2017, "Feature Pyramid Networks"), then up again from the finest
    (Liu et al. 2018, "Path Aggregation Network"); stages of CSP where maps meet (Bochkovskiy et al. 2020,
    "YOLOv4").
    """

    def __init__(self, inputs: Sequence[int], outputs: Sequence[int], depth: int, activation: str) -> None:
        super().__init__()

        def stage(taken: int, given: int) -> nn.Module:
            return PartialStage(taken, given, depth, residual=False, activation=activation)

        coarser = [*outputs[1:-1], inputs[-1]]
        self.down = nn.ModuleList(
            stage(above + own, width)
            for above, own, width in zip(coarser, inputs[:-1], outputs[:-1], strict=True)
        )
        self.stride = nn.ModuleList(
            conv(width, width, 3, stride=2, activation=activation) for width in outputs[:-1]
        )
        self.up = nn.ModuleList(
            stage(below + own, width)
            for below, own, width in zip(outputs[:-1], [*outputs[1:-1], inputs[-1]], outputs[1:], strict=True)
        )

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, ...]:
        told = [maps[-1]]
        for own, stage in zip(reversed(maps[:-1]), reversed(self.down), strict=True):
            larger = F.interpolate(told[0], scale_factor=2.0, mode="nearest")
            told.insert(0, stage(torch.cat([larger, own], dim=1)))
        given = [told[0]]
        for own, stride, stage in zip(told[1:], self.stride, self.up, strict=True):
            given.append(stage(torch.cat([stride(given[-1]), own], dim=1)))
        return tuple(given)
