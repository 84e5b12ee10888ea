"""SimOTA: which places answer for which thing, decided by what the network says so far.

Ge et al. 2021 (YOLOX), section 2: a thing may take places near its middle; it takes the k that cost least,
where k is the sum of its largest overlaps there; a place that several want goes to the one it costs least.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from huoyan.learn.detection.grid import Grid, Said
from huoyan.learn.detection.paired_overlap import paired_overlap

# A place may answer for a thing whose middle is nearer than so many strides, in x and in y.
RADIUS = 1.5
# k is the sum of so many of the largest overlaps (Ge et al. 2021b, OTA, section 3.3).
LARGEST = 10
# What a box costs against what a class costs: lambda of the paper's equation 1.
OVERLAP_COST = 3.0
_TINY = 1e-8


class Assigned(NamedTuple):
    """Places that answer for a thing, each for one: `pictures` and `places` of them and `things`, the rows of
    what was to be found, all int64 (P,).
    """

    pictures: Tensor
    places: Tensor
    things: Tensor


@torch.no_grad()
def sim_ota(
    said: Said, boxes: Tensor, true: Tensor, classes: Tensor, pictures: Tensor, radius: float = RADIUS
) -> Assigned:
    """boxes: what was said, (N, A, 4). true: what is to be found, (M, 4), xyxy in the same pixels, of classes
    `classes` and in the pictures `pictures`, int64 (M,).
    """
    near = _near(said.grids(), (true[:, :2] + true[:, 2:]) / 2, radius)
    thing, candidate = (near >= 0).nonzero(as_tuple=True)
    place = near[thing, candidate]
    picture = pictures[thing]
    overlap = paired_overlap(boxes[picture, place], true[thing].to(boxes))
    cost = _class_cost(said, picture, place, classes[thing]) - OVERLAP_COST * (overlap + _TINY).log()
    # A row a thing, a column a candidate; what is no candidate overlaps nothing and costs too much.
    overlaps = torch.zeros(near.shape, dtype=overlap.dtype, device=overlap.device)
    costs = torch.full_like(overlaps, torch.inf)
    overlaps[thing, candidate], costs[thing, candidate] = overlap, cost
    taken = _cheapest(costs, overlaps) & (near >= 0)
    return _each_for_one(near, costs, taken, pictures, boxes.shape[:2])


def _near(grids: list[Grid], middles: Tensor, radius: float) -> Tensor:
    """Places within the radius of each middle (M, 2), int64 (M, K); -1 fills up."""
    parts, before = [], 0
    steps = torch.arange(-int(-2 * radius // 1), device=middles.device)
    for grid in grids:
        exact = middles / grid.stride - 0.5
        at = (exact - radius).floor().long().unsqueeze(2) + 1 + steps  # (M, 2, steps)
        sides = torch.tensor([[grid.columns], [grid.rows]], device=middles.device)
        fits = (at >= 0) & (at < sides) & ((at - exact.unsqueeze(2)).abs() < radius)
        place = before + at[:, 1, :, None] * grid.columns + at[:, 0, None, :]
        both = fits[:, 1, :, None] & fits[:, 0, None, :]
        parts.append(torch.where(both, place, -1).flatten(1))
        before += grid.places
    return torch.cat(parts, dim=1)


def _class_cost(said: Said, picture: Tensor, place: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy of each candidate's classes with the thing's, (P,)."""
    precise = torch.promote_types(said.classes.dtype, torch.float32)
    sure = said.classes[picture, place].to(precise).sigmoid()
    sure = (sure * said.things[picture, place].to(precise).sigmoid().unsqueeze(1)).sqrt()
    truth = F.one_hot(wanted, sure.shape[1]).to(sure)
    return F.binary_cross_entropy(sure, truth, reduction="none").sum(dim=1)


def _cheapest(costs: Tensor, overlaps: Tensor) -> Tensor:
    """The k candidates of each thing that cost least, bool (M, K); among equal ones the first."""
    most = min(LARGEST, overlaps.shape[1])
    k = overlaps.topk(most, dim=1).values.sum(dim=1).long().clamp(min=1)
    order = costs.argsort(dim=1, stable=True)
    ranks = torch.empty_like(order)
    ranks.scatter_(1, order, torch.arange(order.shape[1], device=order.device).expand_as(order))
    return ranks < k.unsqueeze(1)


def _each_for_one(
    near: Tensor, costs: Tensor, taken: Tensor, pictures: Tensor, shape: tuple[int, ...]
) -> Assigned:
    """What several things have taken is left to the one that it costs least, to the first of equal ones."""
    thing, candidate = taken.nonzero(as_tuple=True)
    place, cost = near[thing, candidate], costs[thing, candidate]
    where = pictures[thing] * shape[1] + place
    size = shape[0] * shape[1]
    least = cost.new_full((size,), torch.inf).scatter_reduce(0, where, cost, "amin")
    cheapest = cost == least[where]
    thing, where = thing[cheapest], where[cheapest]
    first = thing.new_full((size,), len(near)).scatter_reduce(0, where, thing, "amin")
    own = thing == first[where]
    thing, where = thing[own], where[own]
    return Assigned(where // shape[1], where % shape[1], thing)
