"""What pictures should be answered with, as training takes it: a tensor with a row a picture, or ragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Any number of rows a picture, such as its boxes: `values` (M, ...) picture after picture, and how many
    of them each picture has, `counts` int64 (N,). Taken, split and moved as a tensor is."""

    values: Tensor
    counts: Tensor

    @classmethod
    def of(cls, rows: Sequence[Tensor]) -> Ragged:
        """rows: (m, ...) of each picture, at least one picture."""
        return cls(torch.cat(list(rows)), torch.tensor([len(each) for each in rows]))

    def __len__(self) -> int:
        return len(self.counts)

    def __getitem__(self, at: Tensor | slice) -> Ragged:
        chosen = torch.arange(len(self), device=self.counts.device)[at]
        ends = self.counts.cumsum(0)
        rows = [torch.arange(int(ends[i] - self.counts[i]), int(ends[i])) for i in chosen.tolist()]
        taken = torch.cat([torch.empty(0, dtype=torch.int64), *rows])
        return Ragged(self.values[taken.to(self.values.device)], self.counts[chosen])

    def split(self, size: int) -> tuple[Ragged, ...]:
        return tuple(self[at : at + size] for at in range(0, len(self), size)) or (self,)

    def to(self, device: torch.device, non_blocking: bool = False) -> Ragged:
        return Ragged(
            self.values.to(device, non_blocking=non_blocking),
            self.counts.to(device, non_blocking=non_blocking),
        )

    def rows(self) -> tuple[Tensor, ...]:
        """The values of each picture."""
        return self.values.split(self.counts.tolist())  # type: ignore[no-any-return, no-untyped-call]


Targets = Tensor | Ragged


def tensors_of(targets: Targets) -> dict[str, Tensor]:
    """For a file of tensors, by name."""
    if isinstance(targets, Tensor):
        return {"targets": targets}
    return {"targets": targets.values, "targets.counts": targets.counts}
