"""Where each pixel of a picture comes from: shift, flip, rotation, scale and crop of whole batches."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from huoyan.learn.augment.draws import coin, uniform
from huoyan.learn.augment.presets import Augmentation, Fill

_ASPECT = 4 / 3


@dataclass(frozen=True, slots=True)
class Move:
    """Whole pixels, int64 (N,): content is mirrored where a flip is true, then goes `down` and `right`."""

    down: Tensor
    right: Tensor
    flip_horizontal: Tensor
    flip_vertical: Tensor


@dataclass(frozen=True, slots=True)
class Affine:
    """float32 (N,): content is mirrored, scaled, turned, then moved.

    `degrees` counter-clockwise as seen; `wider` and `higher` factors of size; `down` and `right` shares of
    the height and the width.
    """

    degrees: Tensor
    wider: Tensor
    higher: Tensor
    down: Tensor
    right: Tensor
    flip_horizontal: Tensor
    flip_vertical: Tensor


def draw_move(augmentation: Augmentation, n: int, height: int, width: int, generator: Generator) -> Move:
    def pixels(side: int) -> Tensor:
        most = 0 if augmentation.shift == 0 else max(1, round(augmentation.shift * side))
        return torch.randint(-most, most + 1, (n,), generator=generator, device=generator.device)

    down, right = pixels(height), pixels(width)
    return Move(down, right, *_draw_flips(augmentation, n, generator))


def draw_affine(augmentation: Augmentation, n: int, generator: Generator) -> Affine:
    """A crop of a share `a` of the area, anywhere inside, is drawn as a factor 1/sqrt(a) and a shift."""
    degrees = uniform(-augmentation.rotate, augmentation.rotate, n, generator)
    largest = math.log1p(augmentation.scale)
    scale = uniform(-largest, largest, n, generator).exp()
    area = uniform(1 - augmentation.crop, 1, n, generator)
    stretch = math.log(_ASPECT) / 2 if augmentation.crop else 0.0
    aspect = uniform(-stretch, stretch, n, generator).exp()
    # Never more than the whole side is kept.
    kept_width, kept_height = (area.sqrt() * aspect).clamp(max=1), (area.sqrt() / aspect).clamp(max=1)

    def move(kept: Tensor) -> Tensor:
        inside = uniform(-0.5, 0.5, n, generator) * (1 - kept) / kept
        return inside + uniform(-augmentation.shift, augmentation.shift, n, generator)

    down, right = move(kept_height), move(kept_width)
    flips = _draw_flips(augmentation, n, generator)
    return Affine(degrees, scale / kept_width, scale / kept_height, down, right, *flips)


def _draw_flips(augmentation: Augmentation, n: int, generator: Generator) -> tuple[Tensor, Tensor]:
    horizontal = 0.5 if augmentation.flip in ("horizontal", "both") else 0.0
    vertical = 0.5 if augmentation.flip in ("vertical", "both") else 0.0
    return coin(horizontal, n, generator), coin(vertical, n, generator)


def apply_move(images: Tensor, move: Move, fill: Fill = "edge") -> Tensor:
    """(N, H, W, C) of any type -> the same: indices only, so every value stays what it was."""
    n, height, width, channels = images.shape
    rows, rows_in = _sources(move.down, move.flip_vertical, height, images.device)
    columns, columns_in = _sources(move.right, move.flip_horizontal, width, images.device)
    first = torch.arange(n, device=images.device)[:, None] * height
    index = ((first + rows) * width)[:, :, None] + columns[:, None, :]
    if channels == 1:  # a third faster than rows of one value
        moved = images.take(index)[..., None]
    else:
        moved = images.reshape(-1, channels).index_select(0, index.view(-1)).view(images.shape)
    if fill == "zero":
        moved = moved * (rows_in[:, :, None] & columns_in[:, None, :])[..., None]
    return moved


def _sources(by: Tensor, flip: Tensor, side: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """For each place (N, side) the row or column that comes there, and whether it is inside the picture."""
    wanted = torch.arange(side, device=device) - by.to(device)[:, None]
    inside = wanted.clamp(0, side - 1)
    return torch.where(flip.to(device)[:, None], side - 1 - inside, inside), inside == wanted


def apply_affine(images: Tensor, affine: Affine, fill: Fill = "edge") -> Tensor:
    """float32 (N, H, W, C) -> the same: all of it in one bilinear sampling."""
    pictures = images.permute(0, 3, 1, 2)
    theta = _theta(affine, images.shape[1], images.shape[2]).to(images.device)
    grid = F.affine_grid(theta, list(pictures.shape), align_corners=False)
    padding = "border" if fill == "edge" else "zeros"
    moved = F.grid_sample(pictures, grid, mode="bilinear", padding_mode=padding, align_corners=False)
    return moved.permute(0, 2, 3, 1)


def _theta(affine: Affine, height: int, width: int) -> Tensor:
    """(N, 2, 3): from a place of the result back to the source, both as -1..1 of the sides."""
    angle = affine.degrees.deg2rad()
    cosine, sine = angle.cos(), angle.sin()
    mirror_x = 1 - 2 * affine.flip_horizontal.float()
    mirror_y = 1 - 2 * affine.flip_vertical.float()
    ratio = height / width
    # Turned in pixels, not in shares: a square must stay one in a picture that is not.
    xx, xy = cosine * mirror_x / affine.wider, -sine * ratio * mirror_x / affine.wider
    yx, yy = sine / ratio * mirror_y / affine.higher, cosine * mirror_y / affine.higher
    right, down = 2 * affine.right, 2 * affine.down
    rows = [torch.stack([xx, xy, -(xx * right + xy * down)], 1)]
    rows.append(torch.stack([yx, yy, -(yx * right + yy * down)], 1))
    return torch.stack(rows, 1)
