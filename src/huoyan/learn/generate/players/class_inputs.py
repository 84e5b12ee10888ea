"""How a player is told the class of a picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def with_class(latents: Tensor, classes: Tensor, n: int) -> Tensor:
    """Latents with a 1 at the place of their class behind them (Mirza and Osindero 2014); alone for n = 0."""
    if not n:
        return latents
    return torch.cat([latents, F.one_hot(classes, n).to(latents.dtype)], 1)


class Score(nn.Module):
    """Features (N, D) to scores (N,); of classes with what of the features lies in the direction of the
    class (Miyato and Koyama 2018)."""

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.linear = nn.Linear(features, 1)
        self.directions = nn.Embedding(classes, features) if classes else None
        if self.directions is not None:
            nn.init.normal_(self.directions.weight, std=features**-0.5)

    def forward(self, features: Tensor, classes: Tensor) -> Tensor:
        score: Tensor = self.linear(features)[:, 0]
        if self.directions is None:
            return score
        along: Tensor = self.directions(classes) * features
        return score + along.sum(1)
