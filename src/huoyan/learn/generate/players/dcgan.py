"""The convolutional pair of Radford et al. (2016), with their values for every size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from torch import Tensor, nn

from huoyan.learn.generate.players.base import Pair, PairShape, latent_width
from huoyan.learn.generate.players.class_inputs import Score, with_class
from huoyan.learn.generate.players.doubled_sides import doublings, start_side
from huoyan.learn.options import parse_values, whole_numbers

KERNEL, DEVIATION, SLOPE = 5, 0.02, 0.2
LAST = 128  # channels before the pixels, doubled at each halved side


@dataclass(frozen=True, slots=True)
class DcganOptions:
    """widths: channels of the generator from its smallest side on, of the discriminator the other way."""

    widths: tuple[int, ...]
    latent: int = 100


PARSERS: dict[str, Callable[[str, Any], Any]] = {"widths": whole_numbers, "latent": latent_width}


def dcgan_pair(shape: PairShape, options: Mapping[str, Any]) -> Pair:
    """Sides are doubled and halved by strided kernels of 5 x 5; batch norm but for the layers at the pixels.

    Raises NetworkError (network.size) for a size that is no side doubled so often.
    """
    usual = tuple(LAST << n for n in reversed(range(doublings(shape.size))))
    values = DcganOptions(**{"widths": usual, **parse_values("dcgan", options, PARSERS)})
    side = start_side(shape.size, len(values.widths))
    generator = DcganGenerator(shape, values, side)
    discriminator = DcganDiscriminator(shape, values, side)
    return Pair(generator, discriminator, values.latent, "uniform", black=-1.0)


class DcganGenerator(nn.Module):
    def __init__(self, shape: PairShape, values: DcganOptions, side: int) -> None:
        super().__init__()
        widths = values.widths
        self.classes = shape.classes
        self.start = (widths[0], side, side)
        self.project = nn.Linear(values.latent + shape.classes, widths[0] * side * side, bias=False)
        self.norm = nn.BatchNorm2d(widths[0])
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [_doubled(before, after, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
        self.layers = nn.Sequential(*layers, _doubled(widths[-1], shape.channels, bias=True), nn.Tanh())
        _begin(self)

    def forward(self, latents: Tensor, classes: Tensor) -> Tensor:
        maps = self.project(with_class(latents, classes, self.classes)).view(-1, *self.start)
        pictures: Tensor = self.layers(self.norm(maps).relu())
        return pictures


class DcganDiscriminator(nn.Module):
    def __init__(self, shape: PairShape, values: DcganOptions, side: int) -> None:
        super().__init__()
        widths = values.widths[::-1]
        layers: list[nn.Module] = [_halved(shape.channels, widths[0], bias=True), nn.LeakyReLU(SLOPE)]
        for before, after in pairwise(widths):
            layers += [_halved(before, after, bias=False), nn.BatchNorm2d(after), nn.LeakyReLU(SLOPE)]
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.score = Score(widths[-1] * side * side, shape.classes)
        _begin(self)

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        score: Tensor = self.score(self.layers(pictures), classes)
        return score


def _doubled(before: int, after: int, *, bias: bool) -> nn.Module:
    return nn.ConvTranspose2d(before, after, KERNEL, 2, KERNEL // 2, output_padding=1, bias=bias)


def _halved(before: int, after: int, *, bias: bool) -> nn.Module:
    return nn.Conv2d(before, after, KERNEL, 2, KERNEL // 2, bias=bias)


def _begin(network: nn.Module) -> None:
    """Weights of a normal distribution of deviation 0.02, gains around 1."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            nn.init.normal_(module.weight, std=DEVIATION)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, DEVIATION)
