"""The neck of YOLOX: what coarse maps know goes to the fine ones and back (Liu et al. 2018, PANet)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from huoyan.learn.networks.detectors.parts.csp_blocks import Blocks, CspBlock


class PathAggregation(nn.Module):
    """Maps of 1/8, 1/16 and 1/32, of `taken` channels, to maps of the same sides, of `widths` channels."""

    def __init__(self, blocks: Blocks, taken: Sequence[int], widths: Sequence[int], depth: int) -> None:
        super().__init__()
        fine, middle, coarse = widths
        self.narrow_coarse = blocks.point(taken[2], middle)
        self.down_middle = CspBlock(blocks, middle + taken[1], middle, depth, shortcut=False)
        self.narrow_middle = blocks.point(middle, fine)
        self.down_fine = CspBlock(blocks, fine + taken[0], fine, depth, shortcut=False)
        self.halve_fine = blocks.spatial(fine, fine, stride=2)
        self.up_middle = CspBlock(blocks, 2 * fine, middle, depth, shortcut=False)
        self.halve_middle = blocks.spatial(middle, middle, stride=2)
        self.up_coarse = CspBlock(blocks, 2 * middle, coarse, depth, shortcut=False)
        self.larger = nn.Upsample(scale_factor=2, mode="nearest")

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        fine, middle, coarse = maps
        narrow_coarse = self.narrow_coarse(coarse)
        middle = self.down_middle(torch.cat([self.larger(narrow_coarse), middle], dim=1))
        narrow_middle = self.narrow_middle(middle)
        fine = self.down_fine(torch.cat([self.larger(narrow_middle), fine], dim=1))
        middle = self.up_middle(torch.cat([self.halve_fine(fine), narrow_middle], dim=1))
        coarse = self.up_coarse(torch.cat([self.halve_middle(middle), narrow_coarse], dim=1))
        return fine, middle, cast(Tensor, coarse)
