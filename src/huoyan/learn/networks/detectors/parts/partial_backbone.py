"""The backbone of our own one-stage detector: five strides, four stages."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from huoyan.learn.networks.detectors.parts.partial_stage import PartialStage, PyramidPooling, conv


class PartialBackbone(nn.Module):
    """Pictures (N, channels, H, W) to the maps at strides 8, 16 and 32.

    widths: of the maps at strides 2, 4, 8, 16, 32; depths: bottlenecks in the stages at the last four.
    """

    strides = (8, 16, 32)

    def __init__(self, channels: int, widths: Sequence[int], depths: Sequence[int], activation: str) -> None:
        super().__init__()
        self.widths = tuple(widths[2:])
        self.stem = conv(channels, widths[0], 3, stride=2, activation=activation)
        self.stages = nn.ModuleList(
            nn.Sequential(
                conv(before, width, 3, stride=2, activation=activation),
                PartialStage(width, width, depth, residual=True, activation=activation),
            )
            for before, width, depth in zip(widths[:-1], widths[1:], depths, strict=True)
        )
        self.pooling = PyramidPooling(widths[-1], activation=activation)

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        features, maps = self.stem(pictures), []
        for stage in self.stages:
            features = stage(features)
            maps.append(features)
        return (*maps[1:-1], self.pooling(features))
