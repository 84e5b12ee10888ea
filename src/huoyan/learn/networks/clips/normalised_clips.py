"""The first layer of every network of clips: raw bytes in, each frame normalised as a picture is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.clips.step_values import StepValues
from huoyan.learn.networks.normalised import Normalised


class NormalisedClips(Normalised):
    """uint8, or float of 0..255, (N, T, H, W, C) -> what `network` gives, which sees NTCHW."""

    dtype = torch.uint8
    network: ClipNetwork

    def normalised(self, images: Tensor) -> Tensor:
        n, steps = images.shape[0], images.shape[1]
        frames = super().normalised(images.flatten(0, 1))
        return frames.reshape(n, steps, *frames.shape[1:])

    def forward(self, images: Tensor, *state: Tensor, lengths: Tensor | None = None) -> Any:
        """lengths: int64 (N,), the steps of each clip. What fills clips up behind them is not looked at: it
        would cost time, and take part in the statistics of norms."""
        if lengths is None:
            return self.network(self.normalised(images), *state)
        at = torch.arange(images.shape[1], device=images.device)
        inside = at[None] < lengths[:, None]
        begins = (at == 0).expand_as(inside)
        seen = self.network.seen(super().normalised(images[inside]), begins[inside])
        values = seen.new_zeros(*inside.shape, seen.shape[-1])
        values[inside] = seen
        return self.network.read(values, *state)


class NormalisedSequences(Normalised):
    """float32 (N, T, values) -> what `network` gives, which sees (value - mean) / std of each value."""

    dtype = torch.float32
    white = 1.0

    def normalised(self, rows: Tensor) -> Tensor:
        values = rows.to(self.scale.dtype)
        return torch.addcmul(self.offset.flatten(), values, self.scale.flatten())

    def forward(self, rows: Tensor, *state: Tensor, lengths: Tensor | None = None) -> Any:
        """What fills sequences up costs next to nothing, and no norm sees it."""
        return self.network(self.normalised(rows), *state)


# What stands before a network of clips.
OverClips = NormalisedClips | NormalisedSequences


class WholeClip(nn.Module):
    """A network of clips that answers once, at the end of the clip, (N, outputs)."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, frames: Tensor) -> Tensor:
        answers: Tensor = self.network(frames)
        return answers[:, -1]


def normalised_for(network: nn.Module, mean: Sequence[float], std: Sequence[float]) -> Normalised:
    """With the first layer that `network` needs: of pictures, of clips, or of sequences."""
    if not isinstance(network, ClipNetwork):
        return Normalised(network, mean, std)
    of_rows = isinstance(network.frame, StepValues)
    return NormalisedSequences(network, mean, std) if of_rows else NormalisedClips(network, mean, std)
