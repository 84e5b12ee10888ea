"""What decides the shape of a network, but for what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from huoyan.learn.networks import build


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """A name in `networks.NETWORKS` or timm, its values, and the square pictures that it takes."""

    name: str
    options: Mapping[str, Any]
    channels: int
    size: int
    pretrained: bool = False

    def with_outputs(self, n: int) -> nn.Module:
        """The network that gives `n` numbers a picture, (N, n). Raises what `networks.build` raises."""
        return build(
            self.name,
            classes=n,
            channels=self.channels,
            size=self.size,
            options=self.options,
            pretrained=self.pretrained,
        )
