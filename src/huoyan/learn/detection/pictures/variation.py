"""Training pictures with boxes varied at random: mosaics, flips, sizes, places, colours, pasted things.

Every process draws for the whole batch, so that a picture is varied alike wherever it lands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.colour import Recolour, draw_recolour
from huoyan.learn.augment.draws import beta, coin
from huoyan.learn.augment.presets import Augmentation
from huoyan.learn.detection.pictures.copy_paste import pasted_tiles
from huoyan.learn.detection.pictures.painting import painted, recoloured
from huoyan.learn.detection.pictures.tiles import Frame, Geometry, Tiles, mosaic_tiles, single_tiles
from huoyan.learn.detection.pictures.turns import turned
from huoyan.learn.distributed.world import World
from huoyan.learn.fit.targets import Ragged

# From this share of the training on, pictures are no longer put together of several: the last epochs see them
# as they will come (Ge et al. 2021, 2.1).
WHOLE_FROM = 0.7
# Alpha of the shares in which two pictures are mixed: near to a half each (Zhang et al. 2019).
MIXUP_ALPHA = 8.0


@dataclass(frozen=True, slots=True)
class Variation:
    """mosaic, mixup, copy_paste: shares of the pictures; colour: of it the four that change values; turns: by
    right angles.
    """

    geometry: Geometry
    colour: Augmentation
    mosaic: float
    mixup: float
    copy_paste: float
    turns: bool = False

    @property
    def joins(self) -> bool:
        """Whether parts of several pictures come into one."""
        return bool(self.mosaic or self.copy_paste)

    def at(self, passed: float) -> Variation:
        """When this share of the training is over."""
        if passed < WHOLE_FROM:
            return self
        return replace(self, mosaic=0.0, mixup=0.0, copy_paste=0.0)


def vary(
    images: Tensor, targets: Ragged, variation: Variation, generator: Generator, world: World
) -> tuple[Tensor, Ragged]:
    """uint8 (n, H, W, C) of this process and the `Ragged` boxes of the whole batch -> both varied, uint8."""
    if variation.turns:
        images, targets = turned(images, targets, generator, world)
    frame = Frame(len(targets), images.shape[1], images.shape[2])
    share = world.share(frame.n)
    tiles = _tiles(frame, targets, variation, generator)
    boxes = tiles.boxes(targets, frame)
    mine = tiles.rows((tiles.into >= share.start) & (tiles.into < share.start + len(images)))
    if variation.joins:  # parts of a picture may lie with another process
        pictures = painted(world.gather(images, frame.n), mine.counted_from(share.start, 0), len(images))
    else:
        pictures = painted(images, mine.counted_from(share.start, share.start), len(images))
    if variation.colour.recolours:
        drawn = draw_recolour(variation.colour, frame.n, images.shape[3], generator)
        pictures = recoloured(pictures, _own(drawn, share))
    if variation.mixup:
        return _mixed(pictures, boxes, variation.mixup, generator, world)
    return pictures, boxes


def _tiles(frame: Frame, targets: Ragged, variation: Variation, generator: Generator) -> Tiles:
    tiles = single_tiles(frame, variation.geometry, generator)
    if variation.mosaic:
        several = mosaic_tiles(frame, variation.geometry, generator)
        chosen = coin(variation.mosaic, frame.n, generator).cpu()
        tiles = Tiles.of([tiles.rows(~chosen[tiles.into]), several.rows(chosen[several.into])])
    if variation.copy_paste:
        taken = tiles.boxes(targets, frame)
        pasted = pasted_tiles(frame, targets, taken, variation.copy_paste, generator)
        tiles = tiles if pasted is None else Tiles.of([tiles, pasted])
    return tiles


def _own(drawn: Recolour, share: slice) -> Recolour:
    return Recolour(
        drawn.gain[share], drawn.saturation[share], drawn.brightness[share], drawn.contrast[share]
    )


def _mixed(
    pictures: Tensor, boxes: Ragged, chance: float, generator: Generator, world: World
) -> tuple[Tensor, Ragged]:
    """Some of the pictures mixed with another of the batch; both have all things of both."""
    n = len(boxes)
    chosen = coin(chance, n, generator).cpu()
    partner = torch.randperm(n, generator=generator, device=generator.device).cpu()
    shares, own = beta(MIXUP_ALPHA, n, generator), world.share(n)
    others, mixed = world.gather(pictures, n), pictures.clone()
    for at in torch.nonzero(chosen[own])[:, 0].tolist():
        other = others[partner[own][at]].float()
        mixed[at] = other.lerp(pictures[at].float(), float(shares[own][at])).round().to(torch.uint8)
    rows = boxes.rows()
    both = [
        torch.cat([rows[i], rows[j]]) if mix and i != j else rows[i]
        for i, (j, mix) in enumerate(zip(partner.tolist(), chosen.tolist(), strict=True))
    ]
    return mixed, Ragged(torch.cat(both), torch.tensor([len(each) for each in both]).to(boxes.counts))
