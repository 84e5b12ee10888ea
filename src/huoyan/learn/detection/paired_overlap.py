"""How much boxes overlap, pair by pair, in a form that can be learnt from."""

from __future__ import annotations

import torch
from torch import Tensor


def paired_overlap(one: Tensor, other: Tensor) -> Tensor:
    """Intersection over union of each box of `one` (..., 4), xyxy, with the same of `other`, (...)."""
    low = torch.maximum(one[..., :2], other[..., :2])
    high = torch.minimum(one[..., 2:], other[..., 2:])
    common = (high - low).clamp(min=0).prod(dim=-1)
    whole = _areas(one) + _areas(other) - common
    return common / whole.clamp(min=torch.finfo(whole.dtype).tiny)


def _areas(boxes: Tensor) -> Tensor:
    return (boxes[..., 2:] - boxes[..., :2]).clamp(min=0).prod(dim=-1)
