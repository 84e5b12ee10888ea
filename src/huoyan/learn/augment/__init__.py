"""Training pictures varied at random, a whole batch at a time, on any device.

Order: geometry (shift, flip, rotation, scale, crop) -> colour -> blur -> noise -> limits 0..255 ->
hidden rectangles -> MixUp or CutMix. Everything random comes from the generator that is handed in.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.colour import (
    add_noise,
    apply_blur,
    apply_erased,
    apply_recolour,
    draw_blur,
    draw_erased,
    draw_recolour,
)
from huoyan.learn.augment.geometry import apply_affine, apply_move, draw_affine, draw_move
from huoyan.learn.augment.mixing import cutmix, draw_boxes, draw_pairs, mix_targets, mixup
from huoyan.learn.augment.presets import PRESETS, Augmentation

__all__ = ["PRESETS", "Augmentation", "augment"]


def augment(
    images: Tensor, targets: Tensor, augmentation: Augmentation, generator: Generator, classes: int
) -> tuple[Tensor, Tensor]:
    """uint8 (N, H, W, C) and its targets -> varied pictures and their targets.

    Pictures come back as uint8 where only whole pixels move, otherwise as float32 of 0..255; what is off
    costs nothing and changes nothing. Targets, int64 (N,) or float32 (N, classes), come back as they
    were, or as float32 (N, classes) where pictures are mixed.
    """
    images = _move(images, augmentation, generator)
    images = _revalue(images, augmentation, generator)
    if augmentation.erase:
        rectangles = draw_erased(augmentation, len(images), images.shape[1], images.shape[2], generator)
        images = apply_erased(images, rectangles)
    if augmentation.mixes:
        return _mix(images, targets, augmentation, generator, classes)
    return images, targets


def _move(images: Tensor, augmentation: Augmentation, generator: Generator) -> Tensor:
    n, height, width, _ = images.shape
    if augmentation.resamples:
        affine = draw_affine(augmentation, n, generator)
        return apply_affine(images.float(), affine, augmentation.fill)
    if augmentation.shift or augmentation.flip != "none":
        return apply_move(images, draw_move(augmentation, n, height, width, generator), augmentation.fill)
    return images


def _revalue(images: Tensor, augmentation: Augmentation, generator: Generator) -> Tensor:
    if not (augmentation.recolours or augmentation.blur or augmentation.noise):
        return images
    n, height, width, channels = images.shape
    pixels = images.float()
    if augmentation.recolours:
        pixels = apply_recolour(pixels, draw_recolour(augmentation, n, channels, generator))
    if augmentation.blur:
        pixels = apply_blur(pixels, draw_blur(augmentation, n, min(height, width), generator))
    if augmentation.noise:
        pixels = add_noise(pixels, augmentation.noise, generator)
    return pixels.clamp(0, 255)


def _mix(
    images: Tensor, targets: Tensor, augmentation: Augmentation, generator: Generator, classes: int
) -> tuple[Tensor, Tensor]:
    toss = float(torch.rand(1, generator=generator, device=generator.device))
    use_mixup = bool(augmentation.mixup) and (not augmentation.cutmix or toss < 0.5)
    pairs = draw_pairs(augmentation.mixup if use_mixup else augmentation.cutmix, len(images), generator)
    if use_mixup:
        return mixup(images, pairs), mix_targets(targets, pairs, classes)
    boxes, pairs = draw_boxes(pairs, images.shape[1], images.shape[2], generator)
    return cutmix(images, pairs, boxes), mix_targets(targets, pairs, classes)
