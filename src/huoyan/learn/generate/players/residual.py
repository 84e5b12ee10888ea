"""A light pair of residual blocks, for 28 to 128 px and few pictures.

Generator: latents on a sphere and normalised pixels (Karras et al. 2018), gains and offsets by latent and
class in every block (Chen et al. 2019, Brock et al. 2019). Nothing in it depends on the other pictures of a
batch, so that a seed gives the same picture alone and among others, and the average of its weights is exact.
Its last convolution makes four pixels at each place, and the discriminator's first one steps by two pixels:
layers at the full side would take as long as all others together.
Discriminator: residual blocks without norms, whose score looks at the class (Miyato and Koyama 2018); with
`spectral` its weights have spectral norm 1 (Miyato et al. 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from huoyan.learn.generate.players.base import Pair, PairShape, latent_width
from huoyan.learn.generate.players.class_inputs import Score, with_class
from huoyan.learn.generate.players.doubled_sides import doublings, start_side
from huoyan.learn.options import parse_values, whole_numbers, yes_or_no

SLOPE = 0.2
# Channels times side: each doubling costs about as much as the one before it.
VOLUME, LEAST, MOST = 512, 16, 128
# What a block's branch begins with, so that the blocks begin as little more than their shortcuts.
BRANCH = 0.1


@dataclass(frozen=True, slots=True)
class ResidualOptions:
    """widths: channels of the generator at each side from the smallest to half of the picture's, of the
    discriminator the other way."""

    widths: tuple[int, ...]
    latent: int = 64
    spectral: bool = False


PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "widths": whole_numbers,
    "latent": latent_width,
    "spectral": yes_or_no,
}


def residual_pair(shape: PairShape, options: Mapping[str, Any]) -> Pair:
    """Raises NetworkError (network.size) for a size that is no side doubled so often."""
    values = ResidualOptions(**{"widths": _widths(shape.size), **parse_values("residual", options, PARSERS)})
    side = start_side(shape.size, len(values.widths))
    generator = ResidualGenerator(shape, values, side)
    discriminator = ResidualDiscriminator(shape, values, side)
    return Pair(generator, discriminator, values.latent, "normal", black=-1.0)


def _widths(size: int) -> tuple[int, ...]:
    sides = [size >> n for n in reversed(range(1, doublings(size) + 1))]
    return tuple(min(MOST, max(LEAST, VOLUME // side // 16 * 16)) for side in sides)


class ResidualGenerator(nn.Module):
    def __init__(self, shape: PairShape, values: ResidualOptions, side: int) -> None:
        super().__init__()
        widths, told = values.widths, values.latent + shape.classes
        self.classes = shape.classes
        self.start = (widths[0], side, side)
        self.project = nn.Linear(told, widths[0] * side * side)
        self.blocks = nn.ModuleList(GrowingBlock(*pair, told) for pair in pairwise(widths))
        self.last = Modulated(widths[-1], told)
        self.pixels = nn.Conv2d(widths[-1], 4 * shape.channels, 3, padding=1)

    def forward(self, latents: Tensor, classes: Tensor) -> Tensor:
        told = with_class(normalised(latents), classes, self.classes)
        channels, height, width = self.start
        maps = self.project(told).view(-1, height, width, channels).permute(0, 3, 1, 2)
        for block in self.blocks:
            maps = block(maps, told)
        pixels = self.pixels(F.leaky_relu(self.last(maps, told), SLOPE))
        return torch.tanh(F.pixel_shuffle(pixels, 2))


class GrowingBlock(nn.Module):
    """(N, before, H, W) -> (N, after, 2 H, 2 W)."""

    def __init__(self, before: int, after: int, told: int) -> None:
        super().__init__()
        self.first, self.second = Modulated(before, told), Modulated(after, told)
        self.conv1 = _begun(nn.Conv2d(before, after, 3, padding=1))
        self.conv2 = _begun(nn.Conv2d(after, after, 3, padding=1), BRANCH)
        self.shortcut = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, maps: Tensor, told: Tensor) -> Tensor:
        inside: Tensor = self.conv1(F.leaky_relu(self.first(maps, told), SLOPE))
        inside = self.conv2(_doubled(F.leaky_relu(self.second(inside, told), SLOPE)))
        return _doubled(self.shortcut(maps)) + inside


class Modulated(nn.Module):
    """Each pixel's channels brought to a mean square of 1, then a gain and an offset a channel, by `told`."""

    def __init__(self, channels: int, told: int) -> None:
        super().__init__()
        self.gains = nn.Linear(told, 2 * channels)
        nn.init.zeros_(self.gains.weight)
        nn.init.zeros_(self.gains.bias)

    def forward(self, maps: Tensor, told: Tensor) -> Tensor:
        gains: Tensor = self.gains(told)
        gain, offset = gains[:, :, None, None].chunk(2, 1)
        return torch.addcmul(offset, normalised(maps), 1 + gain)


class ResidualDiscriminator(nn.Module):
    def __init__(self, shape: PairShape, values: ResidualOptions, side: int) -> None:
        super().__init__()
        widths = values.widths[::-1]
        self.pixels = _begun(nn.Conv2d(shape.channels, widths[0], 4, 2, 1))
        self.blocks = nn.Sequential(*(ShrinkingBlock(*pair) for pair in pairwise(widths)))
        self.dense = _begun(nn.Linear(widths[-1] * side * side, widths[-1]))
        self.score = Score(widths[-1], shape.classes)
        if values.spectral:
            for module in [each for each in self.modules() if isinstance(each, nn.Conv2d | nn.Linear)]:
                spectral_norm(module)

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        maps = F.leaky_relu(self.blocks(self.pixels(pictures)), SLOPE)
        score: Tensor = self.score(F.leaky_relu(self.dense(maps.flatten(1)), SLOPE), classes)
        return score


class ShrinkingBlock(nn.Module):
    """(N, before, H, W) -> (N, after, H / 2, W / 2)."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.conv1 = _begun(nn.Conv2d(before, before, 3, padding=1))
        self.conv2 = _begun(nn.Conv2d(before, after, 3, padding=1), BRANCH)
        self.shortcut = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, maps: Tensor) -> Tensor:
        inside: Tensor = F.avg_pool2d(self.conv1(F.leaky_relu(maps, SLOPE)), 2)
        inside = self.conv2(F.leaky_relu(inside, SLOPE))
        shortcut: Tensor = self.shortcut(F.avg_pool2d(maps, 2))
        return shortcut + inside


def normalised(values: Tensor) -> Tensor:
    """Over the second axis, to a mean square of 1."""
    return values * (values.square().mean(1, keepdim=True) + 1e-8).rsqrt()


def _doubled(maps: Tensor) -> Tensor:
    return F.interpolate(maps, scale_factor=2.0, mode="nearest")


def _begun(layer: nn.Conv2d | nn.Linear, share: float = 1.0) -> nn.Module:
    """Weights that keep the size of what passes a leaky ReLU (He et al. 2015), times `share`."""
    nn.init.kaiming_normal_(layer.weight, a=SLOPE)
    with torch.no_grad():
        layer.weight.mul_(share)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer
