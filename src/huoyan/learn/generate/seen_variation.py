"""What the discriminator sees is varied, real pictures and made ones alike (DiffAugment, Zhao et al. 2020).

So it cannot learn few pictures by heart; and since gradients pass, the generator learns to make pictures, not
varied ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.draws import uniform
from huoyan.learn.augment.geometry import Move, apply_move

Variation = Literal["colour", "shift", "cutout"]
SHIFT, CUT = 1 / 8, 1 / 2  # of the side


def varied(pictures: Tensor, kinds: Sequence[Variation], draws: Generator) -> Tensor:
    """(N, C, H, W) -> the same, each picture in its own way."""
    for kind in kinds:
        pictures = VARIATIONS[kind](pictures, draws)
    return pictures


def _colour(pictures: Tensor, draws: Generator) -> Tensor:
    """Brighter or darker by up to half of 1, more or less colourful, with more or less contrast."""
    brightness, saturation, contrast = (
        uniform(low, high, len(pictures), draws, 1, 1, 1).to(pictures.device)
        for low, high in ((-0.5, 0.5), (0.0, 2.0), (0.5, 1.5))
    )
    pictures = pictures + brightness
    if pictures.shape[1] > 1:
        grey = pictures.mean(1, keepdim=True)
        pictures = (pictures - grey) * saturation + grey
    mean = pictures.mean((1, 2, 3), keepdim=True)
    return (pictures - mean) * contrast + mean


def _shift(pictures: Tensor, draws: Generator) -> Tensor:
    """By up to an eighth of the side; what comes in is 0."""
    n, _, height, width = pictures.shape
    still = torch.zeros(n, dtype=torch.bool, device=draws.device)
    move = Move(_pixels(height, n, draws), _pixels(width, n, draws), still, still)
    return apply_move(pictures.permute(0, 2, 3, 1), move, "zero").permute(0, 3, 1, 2)


def _pixels(side: int, n: int, draws: Generator) -> Tensor:
    most = max(1, round(SHIFT * side))
    return torch.randint(-most, most + 1, (n,), generator=draws, device=draws.device)


def _cutout(pictures: Tensor, draws: Generator) -> Tensor:
    """A square of half the side is 0; its centre is anywhere in the picture."""
    n, _, height, width = pictures.shape
    rows = _outside(height, n, draws).to(pictures.device)
    columns = _outside(width, n, draws).to(pictures.device)
    return pictures * (rows[:, :, None] | columns[:, None, :])[:, None]


def _outside(side: int, n: int, draws: Generator) -> Tensor:
    """bool (n, side): the places of a side that are not cut out."""
    cut = max(1, round(CUT * side))
    first = torch.randint(0, side, (n, 1), generator=draws, device=draws.device) - cut // 2
    at = torch.arange(side, device=draws.device)
    return (at < first) | (at >= first + cut)


VARIATIONS: Mapping[Variation, Callable[[Tensor, Generator], Tensor]] = {
    "colour": _colour,
    "shift": _shift,
    "cutout": _cutout,
}
