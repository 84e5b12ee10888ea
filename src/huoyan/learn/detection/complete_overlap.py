"""Overlap that can be learnt from even where boxes do not touch."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from huoyan.learn.detection.paired_overlap import paired_overlap

_TINY = 1e-9


def complete_overlap(found: Tensor, true: Tensor) -> Tensor:
    """Complete IoU (...) of boxes (..., 4), xyxy: 1 where equal, below 0 where far apart.

    Intersection over union, less the squared distance of the middles in squared diagonals of the box around
    both, less how unlike the aspect ratios are (Zheng et al. 2020, "Distance-IoU Loss", equations 6 to 11).
    """
    overlap = paired_overlap(found, true)
    around = torch.maximum(found, true)[..., 2:] - torch.minimum(found, true)[..., :2]
    between = (found[..., :2] + found[..., 2:] - true[..., :2] - true[..., 2:]) / 2
    apart = between.square().sum(-1) / around.square().sum(-1).clamp(min=_TINY)
    unlike = (4 / math.pi**2) * (_angle(true) - _angle(found)).square()
    with torch.no_grad():
        weight = unlike / (1 - overlap + unlike).clamp(min=_TINY)
    return overlap - apart - weight * unlike


def _angle(boxes: Tensor) -> Tensor:
    sides = (boxes[..., 2:] - boxes[..., :2]).clamp(min=_TINY)
    return torch.atan2(sides[..., 0], sides[..., 1])
