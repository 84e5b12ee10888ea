"""The head of YOLOX: classes and boxes by convolutions of their own (Ge et al. 2021, section 2)."""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn

from huoyan.learn.networks.detectors.parts.csp_blocks import Blocks

# So sure is an untrained head of a thing at each place (Lin et al. 2017, section 4.1).
_PRIOR = 0.01


class DecoupledHead(nn.Module):
    """A map (N, taken, h, w) to what is said at each place, (N, h * w, 4 + 1 + classes): the box, whether
    there is a thing, and its class, these two as logits.
    """

    def __init__(self, blocks: Blocks, taken: int, width: int, classes: int) -> None:
        super().__init__()
        self.stem = blocks.point(taken, width)
        self.class_convolutions = _two(blocks, width)
        self.classes = nn.Conv2d(width, classes, 1)
        self.box_convolutions = _two(blocks, width)
        self.box = nn.Conv2d(width, 4, 1)
        self.thing = nn.Conv2d(width, 1, 1)
        for layer in (self.classes, self.thing):
            nn.init.constant_(cast(Tensor, layer.bias), math.log(_PRIOR / (1 - _PRIOR)))

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        where = self.box_convolutions(x)
        said = [self.box(where), self.thing(where), self.classes(self.class_convolutions(x))]
        return torch.cat(said, dim=1).flatten(2).transpose(1, 2)


def _two(blocks: Blocks, width: int) -> nn.Module:
    return nn.Sequential(blocks.spatial(width, width), blocks.spatial(width, width))
