"""Which box answers for which thing: by how much they overlap (Ren et al. 2015, "Faster R-CNN", 3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from huoyan.learn.detection.paired_overlap import paired_overlap
from huoyan.learn.detection.truths import Truths

# The share of a box within a crowd from which on it may be of that crowd.
CROWDED = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """Of A boxes of one picture, bool (A,): those of things, those of background, neither of them the rest;
    truth: int64 (A,), of which thing."""

    things: Tensor
    background: Tensor
    truth: Tensor


@torch.no_grad()
def by_overlap(boxes: Tensor, truths: Truths, at: int, *, least: float, below: float, best: bool) -> Matched:
    """boxes: (A, 4), xyxy, of picture `at`. A box is of a thing from an IoU of `least` on, and of background
    under `below` where it is in no crowd; with `best` those that overlap a thing the most are of it anyway.
    """
    there, crowds = truths.things[at], truths.crowds[at]
    overlap = paired_overlap(truths.boxes[at].unsqueeze(1), boxes).masked_fill(~there.unsqueeze(1), 0.0)
    largest, truth = overlap.max(dim=0)
    things = largest >= least
    if best:
        own = overlap.amax(dim=1, keepdim=True)
        things = things | ((overlap == own) & (own > 0)).any(dim=0)
    crowded = _within(boxes, truths.boxes[at][crowds]) >= CROWDED
    return Matched(things, (largest < below) & ~things & ~crowded.any(dim=1), truth)


def _within(boxes: Tensor, crowds: Tensor) -> Tensor:
    """The share of each box (A, 4) within each crowd (M, 4), (A, M)."""
    low = torch.maximum(boxes[:, None, :2], crowds[:, :2])
    high = torch.minimum(boxes[:, None, 2:], crowds[:, 2:])
    areas = (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(1)
    return (high - low).clamp(min=0).prod(2) / areas.clamp(min=torch.finfo(areas.dtype).tiny).unsqueeze(1)
