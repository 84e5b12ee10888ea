"""Training clips varied at random: in time, and each of their frames alike.

What moves is varied as what is shown would be: a clip that is turned moves another way, one that is larger
moves further. Nothing is mirrored unless it is asked for: a mirrored gesture is another one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Generator, Tensor

from huoyan.clips import ClipInput, ClipPreprocess
from huoyan.clips.motion import MotionName
from huoyan.learn.augment.colour import apply_recolour, draw_recolour
from huoyan.learn.augment.draws import factors
from huoyan.learn.augment.geometry import Affine, apply_affine, draw_affine
from huoyan.learn.augment.motion_values import MOTIONS
from huoyan.learn.augment.presets import Augmentation, Fill, Flip
from huoyan.learn.augment.tempo import Tempo, draw_tempo, picked_again
from huoyan.learn.distributed.world import World

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class ClipAugmentation:
    """view: of each frame, the same for all of a clip. trim: largest share cut away at each end. speed: 0.3:
    0.7 to 1.3 times as fast. gain: the same of how strong motion is.
    """

    view: Augmentation
    trim: float = 0.0
    speed: float = 0.0
    gain: float = 0.0


_MOVED = Augmentation(rotate=12, shift=0.12, scale=0.2)
_SEEN = Augmentation(rotate=5, shift=0.06, scale=0.2, brightness=0.2, contrast=0.2)
# By the recipe's `augment`: where motion is seen, and where the frames are.
CLIP_PRESETS: dict[str, tuple[ClipAugmentation, ClipAugmentation]] = {
    "none": (ClipAugmentation(Augmentation()), ClipAugmentation(Augmentation())),
    "light": (
        ClipAugmentation(Augmentation(shift=0.07, scale=0.05), 0.05, 0.1, 0.1),
        ClipAugmentation(Augmentation(shift=0.07), 0.05, 0.1),
    ),
    "standard": (ClipAugmentation(_MOVED, 0.1, 0.3, 0.2), ClipAugmentation(_SEEN, 0.1, 0.2)),
    "strong": (
        ClipAugmentation(replace(_MOVED, rotate=18, shift=0.18, scale=0.3), 0.2, 0.4, 0.3),
        ClipAugmentation(replace(_SEEN, rotate=10, shift=0.1, scale=0.3), 0.2, 0.3),
    ),
}


def augment_clips(
    clips: Tensor,
    steps: Tensor,
    clip: ClipPreprocess,
    augmentation: ClipAugmentation,
    generator: Generator,
    world: World,
) -> tuple[Tensor, Tensor]:
    """uint8 (n, T, H, W, C) of this process, and the steps (N,) of each clip of the whole batch, both varied.

    The clips come back as float32 of 0..255, filled up with what says nothing.
    """
    view = augmentation.view
    values, n = MOTIONS[clip.motion], len(steps)
    tempo = _tempo(steps, clip, augmentation, generator)
    affine = draw_affine(view, n, generator)
    gain = factors(augmentation.gain, n, generator)
    recolour = draw_recolour(view, n, clips.shape[-1], generator) if view.recolours else None
    own = world.share(n)
    if not len(clips):
        return clips.float(), tempo.after.to(steps.device)
    mine, place = _own(tempo, own), _own(affine, own)
    seen = values.again(values.of_bytes(clips), mine)
    seen = values.turned(_placed(seen, place, values.fill), place)
    seen = values.to_bytes(values.strengthened(seen, gain[own]))
    if recolour is not None:
        seen = apply_recolour(seen, _own(recolour, own)).clamp(0, 255)
    return _filled_up(seen, mine, clip.neutral), tempo.after.to(steps.device)


def augment_rows(
    rows: Tensor,
    steps: Tensor,
    clip: ClipInput,
    augmentation: ClipAugmentation,
    generator: Generator,
    world: World,
) -> tuple[Tensor, Tensor]:
    """As `augment_clips`, of what is known of each frame, or of sequences, float32 (n, T, D): varied in time
    only."""
    tempo = _tempo(steps, clip, augmentation, generator)
    if not len(rows):
        return rows, tempo.after.to(steps.device)
    mine = _own(tempo, world.share(len(steps)))
    return _filled_up(picked_again(rows, mine), mine, 0), tempo.after.to(steps.device)


def _tempo(steps: Tensor, clip: ClipInput, augmentation: ClipAugmentation, generator: Generator) -> Tempo:
    """Of a clip in equal steps the number stays."""
    if clip.sampling.steps is None:
        return draw_tempo(steps, augmentation.trim, augmentation.speed, generator)
    return replace(draw_tempo(steps, augmentation.trim, 0.0, generator), after=steps.cpu())


def _filled_up(clips: Tensor, tempo: Tempo, value: float) -> Tensor:
    """With `value` behind the end of each."""
    inside = torch.arange(clips.shape[1])[None] < tempo.after[:, None]
    return torch.where(inside.reshape(*inside.shape, *[1] * (clips.ndim - 2)).to(clips.device), clips, value)


Drawn = TypeVar("Drawn", bound="DataclassInstance")


def _own(drawn: Drawn, own: slice) -> Drawn:
    """This process's share of what was drawn for the whole batch."""
    return replace(drawn, **{each.name: getattr(drawn, each.name)[own] for each in fields(drawn)})


def _placed(clips: Tensor, affine: Affine, fill: Fill) -> Tensor:
    """All frames of a clip in one sampling: they are as many channels of one picture."""
    n, steps, height, width, channels = clips.shape
    stacked = clips.permute(0, 2, 3, 1, 4).reshape(n, height, width, steps * channels)
    placed = apply_affine(stacked, affine, fill)
    return placed.reshape(n, height, width, steps, channels).permute(0, 3, 1, 2, 4)


def preset_of(
    name: str, motion: MotionName, flip: Flip, shift: float | None, numbers: bool = False
) -> ClipAugmentation | None:
    """By the recipe's words; None where nothing is varied.

    numbers: a clip is labelled with one, which may be how often, how fast, how far or whither: what would
    change these stays as it is.
    """
    moved, seen = CLIP_PRESETS[name]
    preset = seen if motion == "frames" else moved
    if numbers:
        preset = ClipAugmentation(replace(preset.view, rotate=0.0, scale=0.0))
    view = replace(preset.view, flip=flip, shift=preset.view.shift if shift is None else shift)
    found = replace(preset, view=view)
    return None if found == ClipAugmentation(Augmentation()) else found
