"""The pair of dense layers that tutorials begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from huoyan.learn.generate.players.base import Pair, PairShape, latent_width
from huoyan.learn.generate.players.class_inputs import Score, with_class
from huoyan.learn.networks.dense import dense_layers
from huoyan.learn.options import parse_values, whole_numbers


@dataclass(frozen=True, slots=True)
class DenseOptions:
    """generator, discriminator: widths of their hidden layers, in the order in which they are passed."""

    latent: int = 100
    generator: tuple[int, ...] = (128,)
    discriminator: tuple[int, ...] = (128,)


PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "latent": latent_width,
    "generator": lambda name, value: whole_numbers(name, value, empty=True),
    "discriminator": lambda name, value: whole_numbers(name, value, empty=True),
}


def dense_pair(shape: PairShape, options: Mapping[str, Any]) -> Pair:
    """ReLU between layers; a sigmoid makes the pixels."""
    values = DenseOptions(**parse_values("dense", options, PARSERS))
    return Pair(
        DenseGenerator(shape, values), DenseDiscriminator(shape, values), values.latent, "normal", black=0.0
    )


class DenseGenerator(nn.Module):
    def __init__(self, shape: PairShape, values: DenseOptions) -> None:
        super().__init__()
        self.shape = shape
        self.hidden, width = dense_layers(values.latent + shape.classes, values.generator, "relu", 0.0)
        self.pixels = nn.Linear(width, shape.channels * shape.size**2)

    def forward(self, latents: Tensor, classes: Tensor) -> Tensor:
        shape = self.shape
        flat = self.pixels(self.hidden(with_class(latents, classes, shape.classes))).sigmoid()
        pictures: Tensor = flat.view(-1, shape.channels, shape.size, shape.size)
        return pictures


class DenseDiscriminator(nn.Module):
    def __init__(self, shape: PairShape, values: DenseOptions) -> None:
        super().__init__()
        pixels = shape.channels * shape.size**2
        self.hidden, width = dense_layers(pixels, values.discriminator, "relu", 0.0)
        self.score = Score(width, shape.classes)

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        score: Tensor = self.score(self.hidden(pictures.flatten(1)), classes)
        return score
