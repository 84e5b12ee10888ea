"""What the maps show of each region, as a picture of 7 x 7 places, whatever the region's size.

He et al. 2017, "Mask R-CNN", section 3 (RoIAlign), with the numbers of torchvision; a map for each size of
regions: Lin et al. 2017, "Feature Pyramid Networks", equation 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, unflatten

SIDE, SAMPLES = 7, 2  # places a side, and points a place and axis that are averaged
# A region as large as a picture of ImageNet is read from the map at this stride.
_LARGE, _STRIDE = 224, 16


def region_features(maps: Sequence[Tensor], regions: Tensor, strides: Sequence[int]) -> Tensor:
    """Maps (N, C, H, W) and regions (N, K, 4), xyxy within the picture, to (N, K, C, SIDE, SIDE).

    Of gathers alone, all of a fixed shape, so that a graph of it takes any number of pictures. Forward and
    backward together take as long on a CPU as torchvision's MultiScaleRoIAlign.
    """
    rows = torch.cat([each.flatten(2) for each in maps], dim=2).transpose(1, 2)  # (N, places of all maps, C)
    level = _level(regions, strides)
    height, width, step, first = (
        torch.tensor(values, device=regions.device)[level].unsqueeze(2) for values in _shapes(maps, strides)
    )
    first = first + torch.arange(regions.shape[0], device=regions.device).view(-1, 1, 1) * rows.shape[1]
    rows = rows.flatten(0, 1)
    y = _near(_points(regions[..., 1], regions[..., 3], step), height)
    x = _near(_points(regions[..., 0], regions[..., 2], step), width)
    total: Tensor | None = None
    for row, by_row in y:
        for column, by_column in x:
            at = (first + row * width).unsqueeze(3) + column.unsqueeze(2)
            weight = by_row.unsqueeze(3) * by_column.unsqueeze(2)
            values = unflatten(rows.index_select(0, at.flatten()), 0, (-1, *at.shape[1:]))
            weight = weight.unsqueeze(4).to(values.dtype)
            total = values * weight if total is None else torch.addcmul(total, values, weight)
    assert total is not None
    bins = unflatten(unflatten(total, 3, (SIDE, SAMPLES)), 2, (SIDE, SAMPLES))
    return bins.mean((3, 5)).permute(0, 1, 4, 2, 3)


def _shapes(maps: Sequence[Tensor], strides: Sequence[int]) -> tuple[list[int], ...]:
    """Of all maps: heights, widths, strides, and how many places are before each."""
    heights, widths = ([int(each.shape[axis]) for each in maps] for axis in (2, 3))
    places = [height * width for height, width in zip(heights, widths, strict=True)]
    return heights, widths, list(strides), [sum(places[:at]) for at in range(len(places))]


def _level(regions: Tensor, strides: Sequence[int]) -> Tensor:
    """int64 (N, K): from which map each region is read."""
    side = (regions[..., 2:] - regions[..., :2]).prod(2).clamp(min=1).sqrt()
    stride = _STRIDE * side / _LARGE * (1 + 1e-6)
    return sum(((stride >= each).long() for each in strides[1:]), torch.zeros_like(side, dtype=torch.int64))


def _points(low: Tensor, high: Tensor, step: Tensor) -> Tensor:
    """(N, K, SIDE x SAMPLES): where a region is sampled along one axis, in places of its map."""
    low, high = low.unsqueeze(2) / step, high.unsqueeze(2) / step
    share = (torch.arange(SIDE * SAMPLES, dtype=low.dtype, device=low.device) + 0.5) / (SIDE * SAMPLES)
    return low + (high - low).clamp(min=1) * share


def _near(points: Tensor, count: Tensor) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """The places before and behind each point, and how much either counts; of `count` along the axis."""
    points = points.clamp(min=0).minimum((count - 1).to(points.dtype))
    below = points.floor().long()
    share = points - below
    return (below, 1 - share), ((below + 1).minimum(count - 1), share)
