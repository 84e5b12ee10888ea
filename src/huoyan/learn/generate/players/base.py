"""The two players of a GAN: one makes pictures, the other tells them from real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.generator.latents import Prior
from huoyan.generator.manifest import MOST_LATENT
from huoyan.learn.options import integer


@dataclass(frozen=True, slots=True)
class PairShape:
    """Square pictures of `size` pixels. classes: how many there are to make; 0 where it is not told."""

    size: int
    channels: int
    classes: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """generator: latents float (N, latent) and classes int64 (N,) to pictures (N, channels, size, size).

    discriminator: such pictures and classes to scores (N,), higher for what it takes for real. Both see
    pixels from `black` to 1. Where classes are not told, those given are not looked at.
    """

    generator: nn.Module
    discriminator: nn.Module
    latent: int
    prior: Prior
    black: float

    def seen(self, pixels: Tensor) -> Tensor:
        """uint8 (N, H, W, C) as the players see it, float (N, C, H, W)."""
        return pixels.permute(0, 3, 1, 2).float() * ((1 - self.black) / 255) + self.black

    def pixels(self, pictures: Tensor) -> Tensor:
        """Pictures of the players as uint8 (N, H, W, C)."""
        values = (pictures - self.black) * (255 / (1 - self.black))
        return values.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)

    def latents(self, n: int, draws: torch.Generator) -> Tensor:
        """(n, latent) of the prior, on the device of `draws`."""
        shape = (n, self.latent)
        if self.prior == "normal":
            return torch.randn(shape, generator=draws, device=draws.device)
        return torch.rand(shape, generator=draws, device=draws.device) * 2 - 1


# The pair of a shape, by the values of its kind.
BuildPair = Callable[[PairShape, Mapping[str, Any]], Pair]


def latent_width(name: str, value: Any) -> int:
    """The option, as far as a generator on disk may have it. NetworkError network.option."""
    return integer(name, value, most=MOST_LATENT)
