"""A distance as a distribution over whole numbers: told by its mean, learnt by its two nearest.

Li et al. 2020, "Generalized Focal Loss", section 3.2.
"""

from __future__ import annotations

import torch
from torch import Tensor


def expected(logits: Tensor) -> Tensor:
    """Means (...) of distributions over 0, 1, 2 ... of which logits (..., bins) are given."""
    bins = torch.arange(logits.shape[-1], dtype=logits.dtype, device=logits.device)
    return logits.softmax(-1) @ bins


def distribution_losses(logits: Tensor, distances: Tensor) -> Tensor:
    """Equation 6, one each: logits (..., bins), distances (...); larger ones than can be told are cut."""
    most = logits.shape[-1] - 1
    distances = distances.clamp(0, most)
    below = distances.floor().clamp(max=most - 1)
    share = distances - below
    told = logits.log_softmax(-1)
    at = below.long().unsqueeze(-1)
    near, far = told.gather(-1, at).squeeze(-1), told.gather(-1, at + 1).squeeze(-1)
    return -(near * (1 - share) + far * share)


def sides_of(boxes: Tensor, centres: Tensor) -> Tensor:
    """How far left, top, right and bottom of boxes (..., 4), xyxy, are from centres (..., 2) within them."""
    return torch.cat((centres - boxes[..., :2], boxes[..., 2:] - centres), -1)


def boxes_of(sides: Tensor, centres: Tensor) -> Tensor:
    """The reverse."""
    return torch.cat((centres - sides[..., :2], centres + sides[..., 2:]), -1)
