"""What the bytes of a clip's steps stand for, so that they can be varied as what they show would be."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from huoyan.clips.motion import FLOW_UNIT, MIDDLE
from huoyan.learn.augment.geometry import Affine
from huoyan.learn.augment.presets import Fill
from huoyan.learn.augment.tempo import Tempo, picked_again, summed_again


class MotionValues(Protocol):
    """See `huoyan.clips.motion`. fill: what comes in from outside."""

    fill: Fill

    def of_bytes(self, steps: Tensor) -> Tensor:
        """uint8 (N, T, H, W, C) to float32."""

    def to_bytes(self, values: Tensor) -> Tensor:
        """float32 of 0..255, not rounded."""

    def again(self, values: Tensor, tempo: Tempo) -> Tensor:
        """The same clips in another tempo."""

    def turned(self, values: Tensor, affine: Affine) -> Tensor:
        """Values of clips whose pictures were moved so."""

    def strengthened(self, values: Tensor, gain: Tensor) -> Tensor:
        """gain: (N,)."""


class FrameValues:
    """Pixels as they are."""

    fill: Fill = "edge"

    def of_bytes(self, steps: Tensor) -> Tensor:
        return steps.float()

    def to_bytes(self, values: Tensor) -> Tensor:
        return values  # means of their neighbours, which lie between them

    def again(self, values: Tensor, tempo: Tempo) -> Tensor:
        return picked_again(values, tempo)

    def turned(self, values: Tensor, affine: Affine) -> Tensor:
        return values

    def strengthened(self, values: Tensor, gain: Tensor) -> Tensor:
        return values


class DifferenceValues:
    """How much brighter or darker it became: such values add up."""

    fill: Fill = "zero"

    def of_bytes(self, steps: Tensor) -> Tensor:
        return steps.float() - MIDDLE

    def to_bytes(self, values: Tensor) -> Tensor:
        return (values + MIDDLE).clamp(0, 255)

    def again(self, values: Tensor, tempo: Tempo) -> Tensor:
        return summed_again(values, tempo)

    def turned(self, values: Tensor, affine: Affine) -> Tensor:
        return values

    def strengthened(self, values: Tensor, gain: Tensor) -> Tensor:
        return values * _of_clip(gain, values)


class FlowValues(DifferenceValues):
    """Ways to the right and down: they add up, and are turned, mirrored and scaled with the picture."""

    def of_bytes(self, steps: Tensor) -> Tensor:
        kept = (torch.arange(256, device=steps.device) - MIDDLE) / FLOW_UNIT
        ways = kept.sign() * kept.abs().expm1() / 2  # of each byte: eight times as fast as of each step's
        return ways.take(steps.long())

    def to_bytes(self, values: Tensor) -> Tensor:
        # Four times as fast as log1p, and within 1e-5 of it in bytes.
        kept = (2 * values.abs() + 1).log().copysign(values)
        return (MIDDLE + FLOW_UNIT * kept).clamp(0, 255)

    def turned(self, values: Tensor, affine: Affine) -> Tensor:
        angle = affine.degrees.deg2rad()
        wider = affine.wider * (1 - 2 * affine.flip_horizontal.float())
        higher = affine.higher * (1 - 2 * affine.flip_vertical.float())
        right, down = values[..., 0] * _of_clip(wider, values[..., 0]), values[..., 1]
        down = down * _of_clip(higher, down)
        cosine, sine = _of_clip(angle.cos(), right), _of_clip(angle.sin(), right)
        # Counter-clockwise as seen, and down is positive.
        return torch.stack([cosine * right + sine * down, cosine * down - sine * right], -1)


def _of_clip(each: Tensor, values: Tensor) -> Tensor:
    """A number a clip, (N,), to be multiplied with values (N, ...)."""
    return each.to(values.device).reshape(-1, *([1] * (values.ndim - 1)))


MOTIONS: dict[str, MotionValues] = {
    "frames": FrameValues(),
    "difference": DifferenceValues(),
    "flow": FlowValues(),
}
