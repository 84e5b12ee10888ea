"""The backbone of YOLOv5 and YOLOX: Darknet (Redmon & Farhadi 2018) of cross-stage partial blocks."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

from huoyan.learn.networks.detectors.parts.csp_blocks import Blocks, Convolution, CspBlock, PyramidPooling


class CspDarknet(nn.Module):
    """Normalised pictures to maps of 1/8, 1/16 and 1/32 of their sides; `widths` are their channels.

    width: channels of the stem; the maps have 4, 8 and 16 times as many. depth: bottlenecks of the first and
    the last stage; those between have three times as many.
    """

    def __init__(self, blocks: Blocks, channels: int, width: int, depth: int) -> None:
        super().__init__()
        # YOLOX puts each 2 x 2 pixels into 12 channels and convolves these with 3 x 3: the same sums.
        self.stem = Convolution(channels, width, 6, 2, norm=blocks.norm)
        self.stage2 = _stage(blocks, width, depth)
        self.stage3 = _stage(blocks, 2 * width, 3 * depth)
        self.stage4 = _stage(blocks, 4 * width, 3 * depth)
        self.stage5 = nn.Sequential(
            blocks.spatial(8 * width, 16 * width, stride=2),
            PyramidPooling(blocks, 16 * width, 16 * width),
            CspBlock(blocks, 16 * width, 16 * width, depth, shortcut=False),
        )
        self.widths = (4 * width, 8 * width, 16 * width)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        fine = cast(Tensor, self.stage3(self.stage2(self.stem(pictures))))
        middle = cast(Tensor, self.stage4(fine))
        return fine, middle, cast(Tensor, self.stage5(middle))


def _stage(blocks: Blocks, width: int, depth: int) -> nn.Module:
    """Half the sides, twice the channels."""
    return nn.Sequential(
        blocks.spatial(width, 2 * width, stride=2), CspBlock(blocks, 2 * width, 2 * width, depth)
    )
