"""Small generators and discriminators of every kind."""

from __future__ import annotations

from typing import Any

import torch

from huoyan.learn.generate.players import build_pair
from huoyan.learn.generate.players.base import Pair, PairShape

# Values of each kind for a quick look at what all must do, of 8 px.
SMALL: dict[str, dict[str, Any]] = {
    "dense": {"latent": 5, "generator": [8], "discriminator": [8]},
    "dcgan": {"latent": 5, "widths": [8, 4]},
    "residual": {"latent": 5, "widths": [8, 8, 4]},
}


def small_pair(name: str, *, size: int = 8, channels: int = 3, classes: int = 0, **options: Any) -> Pair:
    torch.manual_seed(0)
    return build_pair(name, PairShape(size, channels, classes), {**SMALL[name], **options})
