"""Training pictures varied at random, a whole batch at a time, on any device.

Order: geometry (shift, flip, rotation, scale, crop) -> colour -> blur -> noise -> limits 0..255 ->
hidden rectangles -> MixUp or CutMix. Everything random comes from the generator that is handed in.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.colour import (
    apply_blur,
    apply_erased,
    apply_noise,
    apply_recolour,
    draw_blur,
    draw_erased,
    draw_noise,
    draw_recolour,
)
from huoyan.learn.augment.geometry import apply_affine, apply_move, draw_affine, draw_move
from huoyan.learn.augment.mixing import cutmix, draw_boxes, draw_pairs, mix_targets, mixup
from huoyan.learn.augment.presets import PRESETS, Augmentation
from huoyan.learn.distributed.world import ALONE, World

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["PRESETS", "Augmentation", "augment"]


def augment(
    images: Tensor,
    targets: Tensor,
    augmentation: Augmentation,
    generator: Generator,
    classes: int,
    world: World = ALONE,
) -> tuple[Tensor, Tensor]:
    """uint8 (N, H, W, C) and its targets -> varied pictures and their targets.

    Pictures come back as uint8 where only whole pixels move, otherwise as float32 of 0..255; what is off
    costs nothing and changes nothing. Targets, int64 (N,) or float32 (N, classes), come back as they
    were, or as float32 (N, classes) where pictures are mixed.

    In a `world` of several processes `targets` are those of the whole batch and `images` this process's
    share of it. Every process draws for the whole batch, so a picture is varied alike wherever it lands.
    """
    batch = _Batch(len(targets), augmentation, generator, world)
    images = batch.move(images)
    images = batch.revalue(images)
    if augmentation.erase:
        rectangles = draw_erased(augmentation, batch.n, images.shape[1], images.shape[2], generator)
        images = apply_erased(images, batch.own(rectangles))
    if augmentation.mixes:
        return batch.mix(images, targets, classes)
    return images, targets


Drawn = TypeVar("Drawn", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch of `n` pictures, of which this process has its share."""

    n: int
    augmentation: Augmentation
    generator: Generator
    world: World

    def own(self, drawn: Drawn) -> Drawn:
        """The share of what was drawn for the whole batch."""
        if self.world.size == 1:
            return drawn
        mine = self.world.share(self.n)
        fields = (field.name for field in dataclasses.fields(drawn))
        return dataclasses.replace(drawn, **{name: getattr(drawn, name)[mine] for name in fields})

    def move(self, images: Tensor) -> Tensor:
        augmentation, generator = self.augmentation, self.generator
        height, width = images.shape[1:3]
        if augmentation.resamples:
            affine = draw_affine(augmentation, self.n, generator)
            return apply_affine(images.float(), self.own(affine), augmentation.fill)
        if augmentation.shift or augmentation.flip != "none":
            move = draw_move(augmentation, self.n, height, width, generator)
            return apply_move(images, self.own(move), augmentation.fill)
        return images

    def revalue(self, images: Tensor) -> Tensor:
        augmentation, generator = self.augmentation, self.generator
        if not (augmentation.recolours or augmentation.blur or augmentation.noise):
            return images
        _, height, width, channels = images.shape
        pixels = images.float()
        if augmentation.recolours:
            recolour = draw_recolour(augmentation, self.n, channels, generator)
            pixels = apply_recolour(pixels, self.own(recolour))
        if augmentation.blur:
            sigma = draw_blur(augmentation, self.n, min(height, width), generator)
            pixels = apply_blur(pixels, sigma[self.world.share(self.n)])
        if augmentation.noise:
            noise = draw_noise(augmentation.noise, (self.n, height, width, channels), generator)
            pixels = apply_noise(pixels, self.own(noise))
        return pixels.clamp(0, 255)

    def mix(self, images: Tensor, targets: Tensor, classes: int) -> tuple[Tensor, Tensor]:
        augmentation, generator = self.augmentation, self.generator
        toss = float(torch.rand(1, generator=generator, device=generator.device))
        use_mixup = bool(augmentation.mixup) and (not augmentation.cutmix or toss < 0.5)
        pairs = draw_pairs(augmentation.mixup if use_mixup else augmentation.cutmix, self.n, generator)
        # A partner may lie with another process.
        partners = self.world.gather(images, self.n)[self.own(pairs).partner.to(images.device)]
        if use_mixup:
            return mixup(images, partners, self.own(pairs)), mix_targets(targets, pairs, classes)
        boxes, pairs = draw_boxes(pairs, images.shape[1], images.shape[2], generator)
        return cutmix(images, partners, self.own(boxes)), mix_targets(targets, pairs, classes)
