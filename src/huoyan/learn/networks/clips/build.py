"""A network of clips built from values: what sees a frame, what reads them over time, what answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from torch import nn

from huoyan.errors import NetworkError
from huoyan.learn.networks.clips import CLIP_NETWORKS, SHIFTED
from huoyan.learn.networks.clips.causal_transformer import HEADS
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.clips.motion_cnn import MotionCnn
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.step_values import StepValues
from huoyan.learn.networks.clips.time_shift import ShiftedFrames
from huoyan.learn.networks.in_units import begin_at_zero
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.learn.networks.shape import NetworkShape

# Names in a recipe of what sees a step: of a film, and of a sequence of numbers.
MOTION_CNN, STEP_VALUES = "motion_cnn", "step_values"


@dataclass(frozen=True, slots=True)
class ClipShape:
    """What reads the steps, by its name in CLIP_NETWORKS, and its values.

    sides: (height, width) of a frame, or (values,) of a row of numbers.
    units: whether it answers with numbers in their units.
    """

    sides: tuple[int, ...]
    over_time: str
    options: ClipOptions = field(default_factory=ClipOptions)
    units: bool = False


def clip_network(shape: NetworkShape, outputs: int, units: nn.Module | None = None) -> ClipNetwork:
    """The network for frames of `shape`, which gives `outputs` numbers a step: where `units` are given, in
    these, of which it begins with their mean.

    Raises NetworkError, also for a width that a Transformer cannot divide among its heads.
    """
    clip = shape.clip
    assert clip is not None
    options = clip.options
    if clip.over_time == "transformer" and options.hidden % HEADS:
        told = Message("network.heads", hidden=options.hidden, heads=HEADS)
        raise NetworkError(told, code="network.option")
    over_time = CLIP_NETWORKS[clip.over_time](options.embedding, options)
    frame = _frame(shape, clip)
    if clip.over_time in SHIFTED:
        frame = ShiftedFrames(frame, shape.name, (shape.channels, *clip.sides))
    network = ClipNetwork(frame, over_time, options, outputs, units)
    if units is not None:
        begin_at_zero(network.classifier)
    return network


def _frame(shape: NetworkShape, clip: ClipShape) -> nn.Module:
    """Of one frame, (n, C, H, W) to (n, embedding)."""
    if len(clip.sides) == 1:
        return StepValues(values=clip.sides[0], wanted=clip.options.embedding)
    height, width = clip.sides
    if shape.name == MOTION_CNN:
        return MotionCnn(height=height, width=width, channels=shape.channels, values=clip.options.embedding)
    return replace(shape, clip=None).with_outputs(clip.options.embedding)
