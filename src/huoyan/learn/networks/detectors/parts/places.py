"""The places of feature maps as points of the network's picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Places(NamedTuple):
    """Of all maps one after the other, row by row. centres: (A, 2), x and y in pixels; strides: (A, 1)."""

    centres: Tensor
    strides: Tensor


def places_of(maps: Sequence[Tensor], strides: Sequence[int]) -> Places:
    """maps: (N, C, H, W), of the finest stride first."""
    centres, steps = [], []
    for each, stride in zip(maps, strides, strict=True):
        height, width = each.shape[2:]
        # bf16 would round what lies beyond 256.
        kind = torch.promote_types(each.dtype, torch.float32)
        y, x = (
            (torch.arange(side, dtype=kind, device=each.device) + 0.5) * stride for side in (height, width)
        )
        centres.append(torch.stack((x.repeat(height), y.repeat_interleave(width)), dim=1))
        steps.append(torch.full_like(centres[-1][:, :1], stride))
    return Places(torch.cat(centres), torch.cat(steps))
