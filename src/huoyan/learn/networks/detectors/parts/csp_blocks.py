"""Convolutions in the layout of cross-stage partial networks (Wang et al. 2020, CSPNet)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

# Of the batch norms of YOLOX (Ge et al. 2021). Their momentum of 0.03 is for 300 epochs of COCO: after a
# hundred steps the statistics would still be near those of the start, and nothing would be found.
_EPS, _MOMENTUM = 1e-3, 0.1


class Convolution(nn.Module):
    """A convolution, its batch norm, and SiLU. Without `norm` it has a bias, as where a norm is folded in."""

    def __init__(
        self, taken: int, given: int, kernel: int = 1, stride: int = 1, groups: int = 1, norm: bool = True
    ) -> None:
        super().__init__()
        padding = (kernel - 1) // 2
        self.conv = nn.Conv2d(taken, given, kernel, stride, padding, groups=groups, bias=not norm)
        self.norm = nn.BatchNorm2d(given, _EPS, _MOMENTUM) if norm else nn.Identity()
        self.activation = nn.SiLU()

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.activation(self.norm(self.conv(x)))
        return found


@dataclass(frozen=True, slots=True)
class Blocks:
    """How all convolutions of a network are built.

    depthwise: those of 3 x 3 see each channel alone, and a convolution of 1 x 1 then mixes them.
    """

    depthwise: bool = False
    norm: bool = True

    def point(self, taken: int, given: int) -> nn.Module:
        """Of 1 x 1."""
        return Convolution(taken, given, norm=self.norm)

    def spatial(self, taken: int, given: int, stride: int = 1) -> nn.Module:
        """Of 3 x 3."""
        if not self.depthwise:
            return Convolution(taken, given, 3, stride, norm=self.norm)
        alone = Convolution(taken, taken, 3, stride, groups=taken, norm=self.norm)
        return nn.Sequential(alone, self.point(taken, given))


class Bottleneck(nn.Module):
    """1 x 1, then 3 x 3; with `shortcut` added to what came in."""

    def __init__(self, blocks: Blocks, width: int, shortcut: bool) -> None:
        super().__init__()
        self.point = blocks.point(width, width)
        self.spatial = blocks.spatial(width, width)
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.spatial(self.point(x))
        return found + x if self.shortcut else found


class CspBlock(nn.Module):
    """`depth` bottlenecks see one half of the channels; the other half goes past them."""

    def __init__(self, blocks: Blocks, taken: int, given: int, depth: int, shortcut: bool = True) -> None:
        super().__init__()
        inner = given // 2
        self.through = blocks.point(taken, inner)
        self.past = blocks.point(taken, inner)
        self.bottlenecks = nn.Sequential(*(Bottleneck(blocks, inner, shortcut) for _ in range(depth)))
        self.joined = blocks.point(2 * inner, given)

    def forward(self, x: Tensor) -> Tensor:
        parts = [self.bottlenecks(self.through(x)), self.past(x)]
        joined: Tensor = self.joined(torch.cat(parts, dim=1))
        return joined


class PyramidPooling(nn.Module):
    """The largest values within 5, 9 and 13 places, beside the place itself (He et al. 2014)."""

    def __init__(self, blocks: Blocks, taken: int, given: int) -> None:
        super().__init__()
        inner = taken // 2
        self.narrow = blocks.point(taken, inner)
        # Three in a row see what windows of 5, 9 and 13 do, at a fraction of their cost.
        self.pool = nn.MaxPool2d(5, stride=1, padding=2)
        self.joined = blocks.point(4 * inner, given)

    def forward(self, x: Tensor) -> Tensor:
        seen = [self.narrow(x)]
        for _ in range(3):
            seen.append(self.pool(seen[-1]))
        joined: Tensor = self.joined(torch.cat(seen, dim=1))
        return joined
