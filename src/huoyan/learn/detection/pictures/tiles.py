"""What training pictures are put together of: parts of pictures, mirrored, scaled, moved; and their boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.draws import coin, uniform
from huoyan.learn.augment.presets import Flip
from huoyan.learn.fit.targets import Ragged

# Things of which less than this share is left at a border are no longer things, nor those that become
# narrower than so many pixels (`box_candidates` of YOLOX, whose shares are 0.2 and 2).
LEAST_VISIBLE, LEAST_SIDE = 0.2, 2.0
# Where the corners of the four pictures of a mosaic meet, as shares of the side.
MIDDLE = (0.3, 0.7)


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """T parts of pictures of a batch, painted one over the other, ordered by the picture that they go into.

    into, source: int64 (T,), of the batch. area: int64 (T, 4), xyxy, the pixels that are painted. scale,
    offset: float64 (T, 2), x and y: a point of the source goes to point * scale + offset; a negative scale
    mirrors.
    """

    into: Tensor
    source: Tensor
    area: Tensor
    scale: Tensor
    offset: Tensor

    def __len__(self) -> int:
        return len(self.into)

    def rows(self, at: Tensor) -> Tiles:
        return Tiles(*(getattr(self, each.name)[at] for each in fields(self)))

    def counted_from(self, into: int, source: int) -> Tiles:
        """With the pictures of these numbers as the first ones."""
        return replace(self, into=self.into - into, source=self.source - source)

    @classmethod
    def of(cls, several: Sequence[Tiles]) -> Tiles:
        """All of them; of one picture in the order in which they are given."""
        whole = cls(*(torch.cat([getattr(one, each.name) for one in several]) for each in fields(cls)))
        return whole.rows(whole.into.argsort(stable=True))

    def boxes(self, targets: Ragged, frame: Frame) -> Ragged:
        """The rows (class, xmin, ymin, xmax, ymax, crowd) of what is seen of the things in each picture."""
        counts = targets.counts.cpu()
        mine = counts[self.source]
        tile = torch.arange(len(self)).repeat_interleave(mine)
        first = (counts.cumsum(0) - counts)[self.source] - (mine.cumsum(0) - mine)
        # On the CPU: Apple's GPUs know no float64.
        rows = targets.values.cpu()[torch.arange(len(tile)) + first[tile]].double()
        moved, whole = self._moved(rows, tile, frame)
        kept = _is_seen(moved, whole)
        found = torch.bincount(self.into[tile][kept], minlength=frame.n)
        return Ragged(moved[kept].to(targets.values), found.to(targets.counts))

    def _moved(self, rows: Tensor, tile: Tensor, frame: Frame) -> tuple[Tensor, Tensor]:
        """Rows float64 (M, 6) where tiles bring them, cut at the border, and the areas before the cut.

        They are cut at the border of their source too: what was cropped away is grey wherever it goes.
        """
        scale, offset, area = (each[tile] for each in (self.scale, self.offset, self.area))
        whole = (rows[:, 3:5] - rows[:, 1:3]).prod(dim=1) * scale.prod(dim=1).abs()
        ends = rows[:, 1:5].view(-1, 2, 2).clamp(min=0).minimum(frame.sides) * scale[:, None]
        low, high = (ends + offset[:, None]).aminmax(dim=1)
        cut = torch.cat([torch.maximum(low, area[:, :2]), torch.minimum(high, area[:, 2:])], dim=1)
        moved = torch.cat([rows[:, :1], cut, rows[:, 5:]], dim=1)
        return moved, whole


def _is_seen(rows: Tensor, whole: Tensor) -> Tensor:
    """bool (M,): things of which enough is left; crowds of which anything is."""
    sides = (rows[:, 3:5] - rows[:, 1:3]).clamp(min=0)
    thing = (sides.prod(dim=1) >= LEAST_VISIBLE * whole) & (sides.min(dim=1).values >= LEAST_SIDE)
    return torch.where(rows[:, 5] > 0, sides.prod(dim=1) > 0, thing)


@dataclass(frozen=True, slots=True)
class Frame:
    """A batch of `n` pictures of these sides."""

    n: int
    height: int
    width: int

    @property
    def sides(self) -> Tensor:
        """x, y."""
        return torch.tensor([self.width, self.height], dtype=torch.float64)

    def whole(self) -> Tensor:
        """The area of each picture, int64 (n, 4)."""
        return torch.tensor([0, 0, self.width, self.height]).repeat(self.n, 1)


@dataclass(frozen=True, slots=True)
class Geometry:
    """scale: 0.4 makes pictures 0.6 to 1.4 times as large; shift: up to this share of the sides."""

    scale: float
    shift: float
    flip: Flip

    def placed(self, frame: Frame, into: Tensor, source: Tensor, area: Tensor, generator: Generator) -> Tiles:
        """Each picture of `source` (T,) somewhere in its area: small ones whole, of large ones no border."""
        count = len(source)
        scale = uniform(1 - self.scale, 1 + self.scale, count, generator).double().cpu()[:, None]
        where = uniform(0, 1, count, generator, 2).double().cpu()
        shift = uniform(-self.shift, self.shift, count, generator, 2).double().cpu() * frame.sides
        size, room = frame.sides * scale, (area[:, 2:] - area[:, :2]).double()
        corner = area[:, :2] + where * (room - size) + shift
        mirrored = self._mirrored(count, generator)
        sign = torch.where(mirrored, -1.0, 1.0).double()
        return Tiles(into, source, area, scale * sign, corner + torch.where(mirrored, size, 0.0))

    def _mirrored(self, count: int, generator: Generator) -> Tensor:
        """bool (T, 2), along x and y."""
        chances = (self.flip in ("horizontal", "both"), self.flip in ("vertical", "both"))
        return torch.stack([coin(0.5 * chance, count, generator).cpu() for chance in chances], dim=1)


def single_tiles(frame: Frame, geometry: Geometry, generator: Generator) -> Tiles:
    """Each picture by itself."""
    every = torch.arange(frame.n)
    return geometry.placed(frame, every, every, frame.whole(), generator)


def mosaic_tiles(frame: Frame, geometry: Geometry, generator: Generator) -> Tiles:
    """Of each picture four: itself and three of the batch, around a point (Bochkovskiy et al. 2020, 3.3)."""
    middle = uniform(*MIDDLE, frame.n, generator, 2).double().cpu() * frame.sides
    x, y = middle.round().long().unbind(1)
    zero, right, below = (
        torch.zeros_like(x),
        torch.full_like(x, frame.width),
        torch.full_like(y, frame.height),
    )
    quarters = (zero, zero, x, y), (x, zero, right, y), (zero, y, x, below), (x, y, right, below)
    areas = torch.stack([torch.stack(sides, dim=1) for sides in quarters], dim=1).view(-1, 4)
    others = torch.randint(frame.n, (frame.n, 4), generator=generator, device=generator.device).cpu()
    own = torch.randint(4, (frame.n, 1), generator=generator, device=generator.device).cpu()
    every = torch.arange(frame.n)
    sources = others.scatter(1, own, every[:, None])
    return geometry.placed(frame, every.repeat_interleave(4), sources.view(-1), areas, generator)
