"""The first layer of every network: raw pixels in, so that nobody downstream can scale them wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from huoyan.errors import NetworkError
from huoyan.words import Message


class Normalised(nn.Module):
    """uint8, or float of 0..255, NHWC -> what `network` gives, which sees (pixel / 255 - mean) / std, NCHW.

    `mean` and `std` are of 0..1 pixels, one a channel, or one for all. They are arithmetic, not weights:
    the state dict holds the network alone, as `network.*`.
    """

    scale: Tensor
    offset: Tensor
    white: ClassVar[float] = 255  # what mean and std take for 1

    def __init__(self, network: nn.Module, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        if len(mean) != len(std) or not mean or min(std) <= 0:
            raise NetworkError(
                Message("network.normalisation", mean=tuple(mean), std=tuple(std)),
                code="network.normalisation",
            )
        # In double precision first: one rounding each, not three.
        deviation = torch.tensor(std, dtype=torch.float64)
        centre = torch.tensor(mean, dtype=torch.float64)
        self.network = network
        self._still: tuple[nn.Module, ...] = ()
        scale = (1 / (self.white * deviation)).float()
        self.register_buffer("scale", scale.view(1, -1, 1, 1), persistent=False)
        self.register_buffer("offset", (-centre / deviation).float().view(1, -1, 1, 1), persistent=False)

    def keep_statistics(self) -> None:
        """Batch norms keep their stored mean and variance while the rest trains."""
        norms = [module for module in self.network.modules() if isinstance(module, _BatchNorm)]
        self._still = tuple(norms)

    def train(self, mode: bool = True) -> Normalised:
        super().train(mode)
        for module in self._still:
            module.eval()
        return self

    def normalised(self, images: Tensor) -> Tensor:
        """What `network` is given."""
        # A permuted NHWC array has the strides of channels_last: no copy, and the layout that is fast.
        pixels = images.permute(0, 3, 1, 2).to(self.scale.dtype)
        return torch.addcmul(self.offset, pixels, self.scale)

    def forward(self, images: Tensor) -> Any:
        return self.network(self.normalised(images))
