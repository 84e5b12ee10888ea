"""Latents of a seed: what a picture is made from. The first ones are the same however many are drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

# What latents are drawn from: the standard normal distribution, or evenly from -1 to 1.
Prior = Literal["normal", "uniform"]


def latents(prior: Prior, n: int, width: int, seed: int) -> np.ndarray:
    """float32 (n, width)."""
    return draws(prior, width, seed)(n)


def draws(prior: Prior, width: int, seed: int) -> Callable[[int], np.ndarray]:
    """Gives the next n at each call, float32 (n, width)."""
    rng = np.random.default_rng(seed)
    if prior == "normal":
        return lambda n: rng.standard_normal((n, width), np.float32)
    return lambda n: rng.random((n, width), np.float32) * np.float32(2) - np.float32(1)


def between(prior: Prior, first: np.ndarray, last: np.ndarray, steps: int) -> np.ndarray:
    """float32 (steps, width) from one latent (width,) to another, both with them.

    Of the normal prior along the arc between them, as what lies in the middle of the chord is shorter than
    any that is drawn (White 2016); else along the chord.
    """
    share = np.linspace(0.0, 1.0, steps)[:, None]
    lengths = float(np.linalg.norm(first) * np.linalg.norm(last))
    angle = float(np.arccos(np.clip(first @ last / lengths, -1, 1))) if lengths > 0 else 0.0
    if prior == "uniform" or np.sin(angle) < 1e-6:
        return np.asarray((1 - share) * first + share * last, np.float32)
    weights = np.sin((1 - share) * angle), np.sin(share * angle)
    return np.asarray((weights[0] * first + weights[1] * last) / np.sin(angle), np.float32)
