"""Pictures painted from tiles, and their colours varied, on the CPU in bytes and elsewhere in floats."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from huoyan.learn.augment.colour import Recolour, apply_recolour, channel_map
from huoyan.learn.detection.pictures.tiles import Tiles
from huoyan.preprocess import PAD_GREY


def painted(images: Tensor, tiles: Tiles, n: int) -> Tensor:
    """uint8 (B, H, W, C) -> the `n` pictures of the tiles, uint8 (n, H, W, C).

    What no tile covers, and what of a tile lies outside of its source, is the grey of letterboxes.
    """
    canvas = torch.full((n, *images.shape[1:]), PAD_GREY, dtype=torch.uint8, device=images.device)
    paint = _paint_bytes if images.device.type == "cpu" else _paint
    for at in range(len(tiles)):
        left, top, right, bottom = tiles.area[at].tolist()
        if right > left and bottom > top:
            part = canvas[int(tiles.into[at]), top:bottom, left:right]
            corner = torch.tensor([left, top], dtype=torch.float64)
            paint(part, images[int(tiles.source[at])], tiles.scale[at], tiles.offset[at] - corner)
    return canvas


def _paint_bytes(part: Tensor, source: Tensor, scale: Tensor, offset: Tensor) -> None:
    """Middles of pixels lie half a pixel from their edges: hence the halves."""
    (sx, sy), (ox, oy) = scale.tolist(), offset.tolist()
    matrix = np.array([[sx, 0.0, ox + (sx - 1) / 2], [0.0, sy, oy + (sy - 1) / 2]])
    height, width, channels = part.shape
    warped = cv2.warpAffine(
        source.numpy(),
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(PAD_GREY,) * 4,
    )
    part.copy_(torch.from_numpy(warped).view(height, width, channels))


def _paint(part: Tensor, source: Tensor, scale: Tensor, offset: Tensor) -> None:
    """The same in floats, on any device."""
    (sx, sy), (ox, oy) = scale.tolist(), offset.tolist()
    height, width, _ = part.shape
    rows, columns = source.shape[:2]
    x = ((torch.arange(width, device=part.device) + 0.5 - ox) / sx) * 2 / columns - 1
    y = ((torch.arange(height, device=part.device) + 0.5 - oy) / sy) * 2 / rows - 1
    grid = torch.stack([x.expand(height, -1), y[:, None].expand(-1, width)], dim=2)[None]
    # Outside is grey: what is sampled are differences to it.
    pixels = source.permute(2, 0, 1)[None].float() - PAD_GREY
    warped = F.grid_sample(pixels, grid, align_corners=False)[0].permute(1, 2, 0) + PAD_GREY
    part.copy_(warped.round())


def recoloured(images: Tensor, recolour: Recolour) -> Tensor:
    """uint8 (N, H, W, C) -> uint8 (N, H, W, C)."""
    if not len(images):  # a process may have none of a small batch
        return images
    if images.device.type != "cpu":
        return apply_recolour(images.float(), recolour).clamp(0, 255).round().to(torch.uint8)
    pixels, channels = images.numpy(), images.shape[-1]
    means = torch.tensor([[cv2.mean(picture)[:channels]] for picture in pixels], dtype=torch.float32)
    matrices, offsets = channel_map(means, recolour)
    maps = torch.cat([matrices, offsets], dim=1).transpose(1, 2).numpy()
    changed = [cv2.transform(one, by) for one, by in zip(pixels, maps, strict=True)]
    return torch.from_numpy(np.stack(changed)).view(images.shape)
