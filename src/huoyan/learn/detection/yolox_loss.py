"""The loss of YOLOX (Ge et al. 2021): where a thing is, whether there is one, and which."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from huoyan.learn.detection.grid import Said
from huoyan.learn.detection.paired_overlap import paired_overlap
from huoyan.learn.detection.sim_ota import RADIUS, Assigned, sim_ota
from huoyan.learn.detection.truths import CLASS, CROWD, SIDES, places_that_answer
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.objectives.loss import Loss

# What an overlap weighs against the rest: the paper's reg_weight.
OVERLAP_WEIGHT = 5.0


class _Truth(NamedTuple):
    """Boxes (M, 4), classes and pictures int64 (M,) of the things of a batch that have an area; crowds (C, 4)
    and theirs.
    """

    boxes: Tensor
    classes: Tensor
    pictures: Tensor
    crowds: Tensor
    crowd_pictures: Tensor


def yolox_loss(*, sides: bool = False, radius: float = RADIUS) -> Loss:
    """The loss of `Said` and of `Ragged` rows (class, xmin, ymin, xmax, ymax, crowd).

    sides: the absolute error of the offsets counts too, as in the last epochs of the paper.
    """
    return Loss(partial(_mean, sides=sides, radius=radius), places_that_answer)


def _mean(said: Said, targets: Ragged, *, sides: bool, radius: float) -> Tensor:
    boxes, truth = said.boxes(), _truth(targets)
    assigned = sim_ota(said, boxes, truth.boxes, truth.classes, truth.pictures, radius)
    at = (assigned.pictures, assigned.places)
    true = truth.boxes[assigned.things].to(boxes)
    overlap = paired_overlap(boxes[at], true)
    total = OVERLAP_WEIGHT * (1 - overlap.square()).sum()
    total = total + _of_things(said, assigned, truth).sum()
    total = total + _of_classes(said, assigned, truth.classes, overlap.detach()).sum()
    if sides:
        total = total + (said.offsets[at].to(boxes) - _offsets(said, assigned, true)).abs().sum()
    return total / places_that_answer(targets)


def _truth(targets: Ragged) -> _Truth:
    pictures = torch.arange(len(targets), device=targets.counts.device).repeat_interleave(targets.counts)
    pictures = pictures.to(targets.values.device)
    crowd = targets.values[:, CROWD] != 0
    classes, boxes = targets.values[:, CLASS].long(), targets.values[:, SIDES]
    thing = ~crowd & (boxes[:, 2:] > boxes[:, :2]).all(dim=1)
    return _Truth(boxes[thing], classes[thing], pictures[thing], boxes[crowd], pictures[crowd])


def _of_things(said: Said, assigned: Assigned, truth: _Truth) -> Tensor:
    """Cross-entropy of there being a thing, (N, A); none where only a crowd is."""
    logits = said.things.to(torch.promote_types(said.things.dtype, torch.float32))
    wanted = torch.zeros_like(logits)
    wanted[assigned.pictures, assigned.places] = 1
    each = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    if not len(truth.crowds):
        return each
    middles = said.middles.to(truth.crowds)
    inside = (middles > truth.crowds[:, None, :2]) & (middles < truth.crowds[:, None, 2:])
    crowded = torch.zeros_like(logits).index_add(0, truth.crowd_pictures, inside.all(dim=2).to(logits)) > 0
    return each.masked_fill(crowded & (wanted == 0), 0)


def _of_classes(said: Said, assigned: Assigned, classes: Tensor, overlap: Tensor) -> Tensor:
    """Cross-entropy of the classes, (P, C); that of a thing is wanted as sure as its box is right."""
    logits = said.classes[assigned.pictures, assigned.places].to(overlap)
    wanted = F.one_hot(classes[assigned.things], logits.shape[1]).to(overlap) * overlap.unsqueeze(1)
    return F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")


def _offsets(said: Said, assigned: Assigned, true: Tensor) -> Tensor:
    """What would have to be said at the places for the boxes `true` (P, 4)."""
    cells = said.cells[assigned.places].to(true)
    corners, strides = cells[:, :2], cells[:, 2:]
    middles = (true[:, :2] + true[:, 2:]) / (2 * strides) - corners
    sides = (true[:, 2:] - true[:, :2]).clamp(min=torch.finfo(true.dtype).tiny) / strides
    return torch.cat([middles, sides.log()], dim=1)
