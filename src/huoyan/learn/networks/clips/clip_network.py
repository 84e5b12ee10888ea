"""A network of clips: what each frame shows, read in the order of time, and a running answer."""

from __future__ import annotations

from copy import copy
from itertools import chain

import torch
from torch import Tensor, nn

from huoyan.clips.graph import StateShapes
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.over_time import OverTime
from huoyan.learn.networks.clips.running_mean import NoOrder, RunningMean
from huoyan.learn.networks.clips.time_shift import ShiftedFrames


class ClipNetwork(nn.Module):
    """Normalised float (N, T, C, H, W) to running answers (N, T, outputs).

    frame: of one frame, (n, C, H, W) to (n, embedding), or one that looks back, `ShiftedFrames`. With the
    tensors of `state` (N, *shape) it goes on where they were left, and gives the answers and the state that
    follows; without them it begins. `units` turns what is answered into units.
    """

    def __init__(
        self,
        frame: nn.Module,
        over_time: OverTime,
        options: ClipOptions,
        outputs: int,
        units: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.frame, self.dropout = frame, nn.Dropout(options.dropout)
        parts: list[OverTime] = [over_time]
        if options.pool == "mean" or not over_time.state:
            parts.append(RunningMean(over_time.width))
        self.parts = nn.ModuleList(parts)  # type: ignore[arg-type]
        self._counts = tuple(len(part.state) for part in parts)
        self._later: StateShapes = dict(chain.from_iterable(part.state.items() for part in parts))
        in_frame = frame.state if isinstance(frame, ShiftedFrames) else {}
        self.state: StateShapes = {**in_frame, **self._later}
        self.classifier = nn.Linear(over_time.width, outputs)
        self.units = units or nn.Identity()

    def forward(self, frames: Tensor, *state: Tensor) -> Tensor | tuple[Tensor, ...]:
        if isinstance(self.frame, ShiftedFrames):
            return self._look_back(self.frame, frames, *state)
        seen = self.seen(frames.flatten(0, 1))
        return self.read(seen.reshape(frames.shape[0], frames.shape[1], seen.shape[-1]), *state)

    def seen(self, frames: Tensor, begins: Tensor | None = None) -> Tensor:
        """What each frame shows, (n, C, H, W) to (n, embedding); begins: bool (n,), the first of clips."""
        if isinstance(self.frame, ShiftedFrames):
            return torch.relu(self.frame(frames, begins))
        return torch.relu(self.frame(frames))

    def read(self, seen: Tensor, *state: Tensor) -> Tensor | tuple[Tensor, ...]:
        """As `forward`, of what the frames show, (N, T, embedding)."""
        values = self.dropout(seen)
        carried = state or self._beginning(seen, self._later)
        after: list[Tensor] = []
        at = 0
        for part, count in zip(self.parts, self._counts, strict=True):
            values, left = part(values, *carried[at : at + count])
            after += left
            at += count
        answers: Tensor = self.units(self.classifier(self.dropout(values)))
        return (answers, *after) if state else answers

    def _look_back(self, frame: ShiftedFrames, frames: Tensor, *state: Tensor) -> Tensor | tuple[Tensor, ...]:
        carried, own = state or self._beginning(frames, self.state), len(frame.state)
        values, left = frame.follow(frames, *carried[:own])
        answers, *after = self.read(torch.relu(values), *carried[own:])
        return (answers, *left, *after) if state else answers

    def behind(self, frame: nn.Module) -> ClipNetwork:
        """The same network, with another module in the place of what sees a frame; the others are shared."""
        shared = copy(self)
        shared._modules = {**self._modules, "frame": frame}
        return shared

    @property
    def orders(self) -> bool:
        """Whether an answer depends on the order of the frames."""
        return isinstance(self.frame, ShiftedFrames) or not isinstance(self.parts[0], NoOrder)

    def _beginning(self, seen: Tensor, state: StateShapes) -> tuple[Tensor, ...]:
        n, device = seen.shape[0], seen.device
        dtype = self.classifier.weight.dtype
        return tuple(torch.zeros(n, *shape, device=device, dtype=dtype) for shape in state.values())
