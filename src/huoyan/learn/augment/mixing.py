"""Pictures mixed with others of their batch, and their targets with them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from huoyan.learn.augment.colour import Rectangles
from huoyan.learn.augment.draws import beta, uniform


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each picture's `partner`, int64 (N,), and the share of itself that it keeps, float32 (N,)."""

    partner: Tensor
    kept: Tensor


def draw_pairs(alpha: float, n: int, generator: Generator) -> Pairs:
    partner = torch.randperm(n, generator=generator, device=generator.device)
    return Pairs(partner, beta(alpha, n, generator))


def class_rows(targets: Tensor, classes: int) -> Tensor:
    """Class indices (N,) as float32 (N, classes); targets that are already shares stay as they are."""
    return targets.float() if targets.ndim == 2 else F.one_hot(targets, classes).float()


def mix_targets(targets: Tensor, pairs: Pairs, classes: int) -> Tensor:
    """float32 (N, classes): the kept share of the own target, the rest of the partner's."""
    shares = class_rows(targets, classes)
    kept = pairs.kept.to(shares.device)[:, None]
    return torch.lerp(shares[pairs.partner.to(shares.device)], shares, kept)


def mixup(images: Tensor, partners: Tensor, pairs: Pairs) -> Tensor:
    """Weighted mean of each picture and its partner (Zhang et al. 2018, section 2), float32."""
    kept = pairs.kept.to(images.device)[:, None, None, None]
    return torch.lerp(partners.float(), images.float(), kept)


def draw_boxes(pairs: Pairs, height: int, width: int, generator: Generator) -> tuple[Rectangles, Pairs]:
    """The partner's rectangle of area 1 - kept around any pixel (Yun et al. 2019, section 3.1).

    Also the pairs with the share that is really kept: a rectangle is cut off at the border and rounded.
    """
    device = generator.device
    side = (1 - pairs.kept.to(device)).sqrt()
    n = len(side)

    def span(length: int) -> tuple[Tensor, Tensor]:
        centre, half = uniform(0, length, n, generator), side * length / 2
        first, end = (centre - half).round().long(), (centre + half).round().long()
        return first.clamp(0, length), end.clamp(0, length)

    top, bottom = span(height)
    left, right = span(width)
    boxes = Rectangles(top, bottom, left, right)
    return boxes, Pairs(pairs.partner, 1 - boxes.area() / (height * width))


def cutmix(images: Tensor, partners: Tensor, boxes: Rectangles) -> Tensor:
    """The partner's pixels inside the boxes, the picture's own outside; any type."""
    mask = boxes.mask(images.shape[1], images.shape[2]).to(images.device)
    return torch.where(mask, partners, images)
