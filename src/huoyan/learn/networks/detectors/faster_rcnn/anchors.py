"""Boxes of set sizes and shapes at every place of the maps, from which proposals are told.

Ren et al. 2015, "Faster R-CNN", section 3.1.1; one size a map: Lin et al. 2017, "Feature Pyramid Networks",
section 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from huoyan.learn.networks.detectors.parts.places import places_of

# Sides of the square ones in strides: the next map goes on where these end. Heights by widths.
SIDES = (4 / 2**0.5, 4.0)
RATIOS = (0.5, 1.0, 2.0)
A_PLACE = len(SIDES) * len(RATIOS)


def anchors_of(maps: Sequence[Tensor], strides: Sequence[int]) -> list[Tensor]:
    """(places x A_PLACE, 4), xyxy, of each map (N, C, H, W); place after place."""
    found = []
    for each, stride in zip(maps, strides, strict=True):
        centres = places_of([each], [stride]).centres
        shapes = [(side / ratio**0.5, side * ratio**0.5) for side in SIDES for ratio in RATIOS]
        halves = torch.tensor(shapes, dtype=centres.dtype, device=centres.device) * stride / 2
        around = torch.cat((-halves, halves), dim=1)
        found.append((centres.repeat(1, 2).unsqueeze(1) + around).flatten(0, 1))
    return found
