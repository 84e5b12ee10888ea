"""Recurrent cells over time: LSTM (Hochreiter and Schmidhuber 1997) or GRU (Cho et al. 2014)."""

from __future__ import annotations

from torch import Tensor, nn

from huoyan.clips.graph import StateShapes
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.over_time import State


class GruOverTime(nn.Module):
    """Satisfies `OverTime`."""

    def __init__(self, values: int, options: ClipOptions) -> None:
        super().__init__()
        self.width = options.hidden
        self.state: StateShapes = {"hidden": (options.layers, options.hidden)}
        self.cells = nn.GRU(values, options.hidden, options.layers, batch_first=True)

    def forward(self, steps: Tensor, hidden: Tensor) -> tuple[Tensor, State]:
        given, last = self.cells(steps, layers_first(hidden))
        return given, (last.transpose(0, 1),)


class LstmOverTime(nn.Module):
    """Satisfies `OverTime`."""

    def __init__(self, values: int, options: ClipOptions) -> None:
        super().__init__()
        self.width = options.hidden
        shape = (options.layers, options.hidden)
        self.state: StateShapes = {"hidden": shape, "cell": shape}
        self.cells = nn.LSTM(values, options.hidden, options.layers, batch_first=True)

    def forward(self, steps: Tensor, hidden: Tensor, cell: Tensor) -> tuple[Tensor, State]:
        given, (last, memory) = self.cells(steps, (layers_first(hidden), layers_first(cell)))
        return given, (last.transpose(0, 1), memory.transpose(0, 1))


def layers_first(state: Tensor) -> Tensor:
    """(N, layers, width) as torch's cells take it."""
    return state.transpose(0, 1).contiguous()
