"""What stands over the frames' values: it reads them in the order of time and carries a state."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from huoyan.clips.graph import StateShapes

# Tensors (N, *shape), in the order of `state`.
State = tuple[Tensor, ...]


class OverTime(Protocol):
    """A module. What it gives at a step depends on this step and those before it, whatever the cuts between
    calls: `forward` of all steps equals that of each in turn, with the state handed on.

    width: values that it gives at each step. state: zeros are its beginning.
    """

    width: int
    state: StateShapes

    def __call__(self, steps: Tensor, *state: Tensor) -> tuple[Tensor, State]:
        """steps: (N, T, values). Gives (N, T, width) and the state after the last step."""
        ...
