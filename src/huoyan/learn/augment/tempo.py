"""Clips varied in time: cut at their ends, faster or slower."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.draws import factors, uniform


@dataclass(frozen=True, slots=True)
class Tempo:
    """(N,): of each clip what lies between two places of its steps, float32, made `after` steps, int64."""

    start: Tensor
    end: Tensor
    after: Tensor


def draw_tempo(steps: Tensor, trim: float, speed: float, generator: Generator) -> Tempo:
    """steps: int64 (N,), those of each clip. trim: largest share cut away at each end; a step stays."""
    n, many = len(steps), steps.float().cpu()
    start, end = uniform(0, trim, n, generator) * many, many - uniform(0, trim, n, generator) * many
    after = ((end - start) / factors(speed, n, generator)).round().clamp(min=1)
    return Tempo(start, end, after.long())


def summed_again(values: Tensor, tempo: Tempo) -> Tensor:
    """Values that add up, float32 (N, T, ...): what comes about between the new cuts, in proportion."""
    cuts = _places(tempo, torch.arange(int(tempo.after.max()) + 1).float()).to(values.device)
    way = torch.cat([torch.zeros_like(values[:, :1]), values.cumsum(1)], 1)
    before = cuts.long().clamp(max=values.shape[1] - 1)
    share = (cuts - before).reshape(*cuts.shape, *([1] * (values.ndim - 2)))
    rows = torch.arange(len(values), device=values.device)[:, None]
    return torch.lerp(way[rows, before], way[rows, before + 1], share).diff(dim=1)


def picked_again(values: Tensor, tempo: Tempo) -> Tensor:
    """Values that stand alone, (N, T, ...): those in the middle of each new step."""
    middles = _places(tempo, torch.arange(int(tempo.after.max())) + 0.5).to(values.device)
    rows = torch.arange(len(values), device=values.device)[:, None]
    return values[rows, middles.long().clamp(max=values.shape[1] - 1)]


def _places(tempo: Tempo, at: Tensor) -> Tensor:
    """(N, len(at)): where steps `at` of the new clip lie in the old one; behind its end, at its end."""
    after = tempo.after[:, None].float()
    share = torch.minimum(at[None], after) / after
    return tempo.start[:, None] + (tempo.end - tempo.start)[:, None] * share
