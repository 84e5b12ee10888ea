"""Training pictures with boxes turned by right angles: where no side is up, as from above."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from huoyan.learn.distributed.world import World
from huoyan.learn.fit.targets import Ragged
from huoyan.placement import rotated


def turned(images: Tensor, targets: Ragged, generator: Generator, world: World) -> tuple[Tensor, Ragged]:
    """uint8 (n, H, W, C) of this process and the boxes of the whole batch, each by 0, 90, 180 or 270 degrees;
    pictures that are not square by 0 or 180.
    """
    count, (height, width) = len(targets), images.shape[1:3]
    quarters = torch.randint(4, (count,), generator=generator, device=generator.device).tolist()
    if height != width:
        quarters = [each // 2 * 2 for each in quarters]
    boxes = [_turned(rows, each, height, width) for rows, each in zip(targets.rows(), quarters, strict=True)]
    pictures = images.clone()
    first = world.share(count).start
    for at, image in enumerate(images):
        pictures[at] = torch.rot90(image, -quarters[first + at], (0, 1))
    return pictures, Ragged(torch.cat(boxes), targets.counts)


def _turned(rows: Tensor, quarters: int, height: int, width: int) -> Tensor:
    """Rows (class, xmin, ymin, xmax, ymax, crowd), clockwise."""
    place = rotated(90 * quarters, height, width)
    moved = torch.from_numpy(place.to_model(rows[:, 1:5].cpu().numpy())).to(rows)
    return torch.cat([rows[:, :1], moved, rows[:, 5:]], dim=1)
