"""What sees a row of a sequence of numbers: a dense layer."""

from __future__ import annotations

from torch import Tensor, nn


class StepValues(nn.Module):
    """Standardised (N, values) to (N, wanted)."""

    def __init__(self, *, values: int, wanted: int) -> None:
        super().__init__()
        self.values = nn.Linear(values, wanted)

    def forward(self, rows: Tensor) -> Tensor:
        found: Tensor = self.values(rows)
        return found
