"""What a detector without anchors says at each place of its maps, and the boxes that this means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

# A box of exp(12) strides is larger than any picture; beyond, an untrained network would say infinite ones.
_MOST_LOG_SIDE = 12.0


class Grid(NamedTuple):
    """A map of a detector: its places lie `stride` pixels apart, row after row."""

    rows: int
    columns: int
    stride: int

    @property
    def places(self) -> int:
        return self.rows * self.columns


class Said(NamedTuple):
    """Of N pictures at A places, those of the finest map first.

    offsets: (N, A, 4): the middle from the place's corner, and the logarithms of both sides, in strides.
    things: (N, A), logits of there being a thing. classes: (N, A, C), logits of what it is. cells: (A, 3):
    column, row and stride of each place.
    """

    offsets: Tensor
    things: Tensor
    classes: Tensor
    cells: Tensor

    @property
    def middles(self) -> Tensor:
        """Of the places, in pixels of the network's picture, (A, 2)."""
        return (self.cells[:, :2] + 0.5) * self.cells[:, 2:]

    def boxes(self) -> Tensor:
        """(N, A, 4), xyxy, in pixels of the network's picture; at least in single precision."""
        offsets = self.offsets.to(torch.promote_types(self.offsets.dtype, torch.float32))
        corners, strides = self.cells[:, :2].to(offsets), self.cells[:, 2:].to(offsets)
        middles = (offsets[..., :2] + corners) * strides
        halves = offsets[..., 2:].clamp(max=_MOST_LOG_SIDE).exp() * strides / 2
        return torch.cat([middles - halves, middles + halves], dim=2)

    def grids(self) -> list[Grid]:
        """The maps that the places are of."""
        _, counts = torch.unique_consecutive(self.cells[:, 2], return_counts=True)
        last = self.cells[counts.cumsum(0) - 1].tolist()
        return [Grid(int(row) + 1, int(column) + 1, int(stride)) for column, row, stride in last]


def cells_of(grids: Sequence[Grid], like: Tensor) -> Tensor:
    """Column, row and stride of each place of all maps, (A, 3), for what is said as `like` is."""
    # bf16 would round those beyond 256.
    kind: dict[str, Any] = {
        "device": like.device,
        "dtype": torch.promote_types(like.dtype, torch.float32),
    }
    parts = []
    for grid in grids:
        rows = torch.arange(grid.rows, **kind).view(-1, 1)
        columns = torch.arange(grid.columns, **kind).view(1, -1)
        shape = (grid.rows, grid.columns)
        columns, rows = columns.expand(shape), rows.expand(shape)
        parts.append(torch.stack([columns, rows, torch.full_like(rows, grid.stride)], dim=2).flatten(0, 1))
    return torch.cat(parts)
