"""Random numbers for a batch, from one generator on its own device."""

from __future__ import annotations

import numpy as np
import torch
from torch import Generator, Tensor


def uniform(low: float, high: float, n: int, generator: Generator, *more: int) -> Tensor:
    """float32 (n, *more), from `low` to `high`."""
    values = torch.rand((n, *more), generator=generator, device=generator.device)
    return values * (high - low) + low


def coin(probability: float, n: int, generator: Generator) -> Tensor:
    """bool (n,): true with `probability`."""
    return torch.rand(n, generator=generator, device=generator.device) < probability


def factors(strength: float, n: int, generator: Generator, *more: int) -> Tensor:
    """float32 (n, *more), from 1 - strength to 1 + strength, never below 0."""
    return uniform(max(0.0, 1 - strength), 1 + strength, n, generator, *more)


def beta(alpha: float, n: int, generator: Generator) -> Tensor:
    """float32 (n,) from Beta(alpha, alpha), on the CPU. torch draws it from its global generator only."""
    seed = int(torch.randint(2**62, (1,), generator=generator, device=generator.device))
    drawn = np.random.default_rng(seed).beta(alpha, alpha, n)
    return torch.from_numpy(drawn.astype(np.float32))
