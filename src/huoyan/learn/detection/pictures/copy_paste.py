"""Things of other pictures of a batch, pasted where nothing is (Ghiasi et al. 2021, with boxes for masks)."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.draws import coin, uniform
from huoyan.learn.detection.pictures.tiles import Frame, Tiles
from huoyan.learn.fit.targets import Ragged

# Tries for each picture, how much smaller or larger things become, and the side below which they say little.
TRIES, LARGER, LEAST_SIDE = 3, 0.3, 8.0


def pasted_tiles(
    frame: Frame, targets: Ragged, taken: Ragged, chance: float, generator: Generator
) -> Tiles | None:
    """Parts of pictures, each the box of a thing; None where nothing is pasted.

    targets: of the pictures as they are, from which things come; taken: of those into which they go.
    chance: that things are pasted into a picture.
    """
    things = torch.nonzero(_whole(targets.values.cpu().double(), frame))[:, 0]
    if not len(things):
        return None
    owner = torch.arange(frame.n).repeat_interleave(targets.counts.cpu())
    wanted = coin(chance, frame.n, generator).cpu()
    draws = (frame.n * TRIES, generator)
    chosen = things[(uniform(0, 1, *draws).cpu() * len(things)).long().clamp(max=len(things) - 1)]
    scale = uniform(1 - LARGER, 1 + LARGER, *draws).double().cpu()[:, None]
    where = uniform(0, 1, *draws, 2).double().cpu()
    boxes = targets.values.cpu()[chosen, 1:5].double()
    area, offset = _laid(boxes, scale, where, frame)
    into = torch.arange(frame.n).repeat_interleave(TRIES)
    fits = wanted[into] & _fit(area, frame)
    free = _free(area, into, fits, [rows[:, 1:5].cpu().double() for rows in taken.rows()])
    if not free.any():
        return None
    return Tiles(into, owner[chosen], area, scale.expand(-1, 2), offset).rows(free)


def _whole(rows: Tensor, frame: Frame) -> Tensor:
    """bool (M,): things of which nothing was cropped away; sides are rounded."""
    inside = (rows[:, 1:3] > -0.5).all(dim=1) & (rows[:, 3:5] < frame.sides + 0.5).all(dim=1)
    return inside & (rows[:, 5] == 0)


def _laid(boxes: Tensor, scale: Tensor, where: Tensor, frame: Frame) -> tuple[Tensor, Tensor]:
    """The pixels (T, 4) that each box takes, its corner on whole ones, and the offset (T, 2)."""
    sides = (boxes[:, 2:] - boxes[:, :2]) * scale
    corner = (where * (frame.sides - sides)).round()
    area = torch.cat([corner, (corner + sides).ceil()], dim=1).long()
    return area, corner - boxes[:, :2] * scale


def _fit(area: Tensor, frame: Frame) -> Tensor:
    """bool (T,)."""
    sides = area[:, 2:] - area[:, :2]
    inside = (area[:, :2] >= 0).all(dim=1) & (area[:, 2:] <= frame.sides).all(dim=1)
    return inside & (sides >= LEAST_SIDE).all(dim=1)


def _free(area: Tensor, into: Tensor, fits: Tensor, taken: list[Tensor]) -> Tensor:
    """Those that fit and lie on nothing, nor on one that was laid before, bool (T,)."""
    free = torch.zeros_like(fits)
    for at in torch.nonzero(fits)[:, 0].tolist():
        picture, own = int(into[at]), area[at].double()
        beside = (taken[picture][:, :2] >= own[2:]) | (taken[picture][:, 2:] <= own[:2])
        if beside.any(dim=1).all():
            taken[picture] = torch.cat([taken[picture], own[None]])
            free[at] = True
    return free
