"""A network of single frames in which some channels come from the frame before: the temporal shift module.

Lin, Gan and Han 2019, "TSM", section 3.2: the shift stands within the branch of a residual block, so that
what this frame shows is not lost; and only the past is looked at (their online network), so that a stream is
answered as it comes. The state is what each block keeps of the frame before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from huoyan.clips.graph import StateShapes
from huoyan.errors import NetworkError
from huoyan.learn.networks.clips.over_time import State
from huoyan.words import Message

# Of the channels that come into a residual block so many come from the frame before.
SHARE = 8
# By the class of a residual block, ours and timm's, where its first convolution lies.
FIRST: Mapping[str, str] = {
    "Block": "convs.0",
    "BasicBlock": "conv1",
    "Bottleneck": "conv1",
    "InvertedResidual": "conv_pw",
    "EdgeResidual": "conv_exp",
}


class TimeShift(nn.Module):
    """`inner` of maps (n, C, H, W), of which the first C / SHARE channels are those of the frame before.

    Which frame that is, is set before each call. begins: bool (n,), the first frames of clips that lie one
    behind the other. past: (N, C / SHARE, H, W), what N clips of like many frames left; `left` is then what
    these leave. With neither each frame is alone.
    """

    begins: Tensor | None = None
    past: Tensor | None = None
    left: Tensor | None = None

    def __init__(self, inner: nn.Conv2d) -> None:
        super().__init__()
        self.inner, self.kept = inner, inner.in_channels // SHARE
        self.sides: tuple[int, ...] = ()

    def forward(self, maps: Tensor) -> Tensor:
        kept, own = maps[:, : self.kept], maps[:, self.kept :]
        if self.past is not None:
            before = self._after(kept, self.past)
        elif self.begins is not None:
            moved = torch.cat([torch.zeros_like(kept[:1]), kept[:-1]])
            before = torch.where(self.begins[:, None, None, None], 0.0, moved)
        else:  # single frames
            self.sides, before = tuple(kept.shape[1:]), torch.zeros_like(kept)
        found: Tensor = self.inner(torch.cat([before, own], 1))
        return found

    def _after(self, kept: Tensor, past: Tensor) -> Tensor:
        steps = kept.reshape(past.shape[0], -1, *kept.shape[1:])
        row = torch.cat([past[:, None].to(kept.dtype), steps], 1)
        self.left = row[:, -1].to(past.dtype)
        return row[:, :-1].flatten(0, 1)


class ShiftedFrames(nn.Module):
    """Frames (n, C, H, W) to (n, values), each as part of its clip."""

    def __init__(self, frame: nn.Module, name: str, shape: tuple[int, ...]) -> None:
        """frame: of single frames of `shape` (C, H, W); it is changed. Raises NetworkError network.shift."""
        super().__init__()
        if not _insert(frame):
            raise NetworkError(Message("network.no_residual", name=name), code="network.shift")
        self.frame = frame
        self.state: StateShapes = self._shapes(shape)

    @property
    def shifts(self) -> list[TimeShift]:
        return [module for module in self.frame.modules() if isinstance(module, TimeShift)]

    def forward(self, frames: Tensor, begins: Tensor) -> Tensor:
        """begins: bool (n,), the first frames of clips; those behind one are of the same clip."""
        for shift in self.shifts:
            shift.begins = begins
        values: Tensor = self.frame(frames)
        for shift in self.shifts:
            shift.begins = None
        return values

    def follow(self, frames: Tensor, *past: Tensor) -> tuple[Tensor, State]:
        """Frames (N, T, C, H, W) that follow on what left `past`: (N, T, values), and what these leave."""
        for shift, before in zip(self.shifts, past, strict=True):
            shift.past = before
        values = self.frame(frames.flatten(0, 1))
        left = tuple(cast(Tensor, shift.left) for shift in self.shifts)
        for shift in self.shifts:
            shift.past = shift.left = None
        return values.reshape(frames.shape[0], frames.shape[1], values.shape[-1]), left

    @torch.no_grad()
    def _shapes(self, shape: tuple[int, ...]) -> StateShapes:
        """Of what each shift keeps, seen on a blank frame; the statistics of norms stay as they are."""
        training = self.frame.training
        self.frame.eval()
        self.frame(torch.zeros(1, *shape))
        self.frame.train(training)
        return {f"frame_{at}": shift.sides for at, shift in enumerate(self.shifts)}


def _insert(frame: nn.Module) -> int:
    """Puts a shift before the first convolution of each residual block; how many."""
    places = [
        f"{name}.{FIRST[kind]}" if name else FIRST[kind]
        for name, module in frame.named_modules()
        if (kind := type(module).__name__) in FIRST and _is_residual(module)
    ]
    found = 0
    for place in places:
        first = frame.get_submodule(place)
        if isinstance(first, nn.Conv2d) and first.in_channels >= SHARE:
            frame.set_submodule(place, TimeShift(first))
            found += 1
    return found


def _is_residual(block: nn.Module) -> bool:
    """Our blocks and those of MobileNets may have no way around; all of a ResNet have one."""
    return bool(getattr(block, "has_skip", True)) and getattr(block, "skip", block) is not None
