"""Losses of numbers, by name; of outputs and targets in spreads of the training values."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional as F

LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mse": F.mse_loss,
    "huber": F.huber_loss,  # Huber 1964, with one spread where it turns from squares to absolute values
    "l1": F.l1_loss,
}
