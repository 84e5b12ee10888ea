"""A few views of every picture, taken through the frozen stages once: an epoch then costs the rest alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from huoyan.learn.augment.geometry import apply_affine, draw_affine
from huoyan.learn.augment.presets import Augmentation
from huoyan.learn.distributed.world import World
from huoyan.learn.feed.feed import MEMORY_SHARE, Feed, free_memory
from huoyan.learn.fine_tuning.frozen_front import Front
from huoyan.learn.fit.targets import Targets
from huoyan.learn.machine.autocast import autocast

CROPS = 2
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Stored:
    """Values of pictures in memory. Satisfies `Feed`."""

    values: Tensor

    def __len__(self) -> int:
        return len(self.values)

    def batches(self, groups: Sequence[Tensor]) -> Iterator[Tensor]:
        for group in groups:
            yield self.values.index_select(0, group)


@dataclass(frozen=True, slots=True)
class Views:
    """How many views there are of a picture, and how each is made: itself first, mirrored, and crops."""

    augmentation: Augmentation
    seed: int

    @property
    def count(self) -> int:
        return 1 + len(self._mirrors) + CROPS

    def of(self, images: Tensor, at: int) -> list[Tensor]:
        """uint8 (N, H, W, C), the first being picture number `at` -> `count` of these, uint8 or float."""
        crops = replace(self.augmentation, shift=0.0, fill="edge")
        found = [images, *(images.flip(axis) for axis in self._mirrors)]
        for view in range(CROPS):
            generator = Generator().manual_seed(hash((self.seed, at, view)) % 2**63)
            found.append(apply_affine(images.float(), draw_affine(crops, len(images), generator)))
        return found

    @property
    def _mirrors(self) -> list[int]:
        """Axes of (N, H, W, C)."""
        return {"none": [], "horizontal": [2], "vertical": [1], "both": [2, 1]}[self.augmentation.flip]


@torch.no_grad()
def stored_views(
    front: Front,
    feed: Feed,
    views: Views | None,
    *,
    device: torch.device,
    bf16: bool,
    advance: Callable[[int], bool],
) -> Stored | None:
    """What `front` gives for every picture of the feed: (N, ...), or (N, views, ...) where there are some.

    None where memory does not hold it, or `advance`, which hears how many pictures more are done, says that
    it is enough.
    """
    n, made = len(feed), 1 if views is None else views.count
    groups = list(torch.arange(n).split(_BATCH))  # type: ignore[no-untyped-call]
    stored: Tensor | None = None
    for group, images in zip(groups, feed.batches(groups), strict=True):
        shown = [images] if views is None else views.of(images, int(group[0]))
        with autocast(device, bf16):
            given = [front(view.to(device)).cpu() for view in shown]
        found = given[0] if views is None else torch.stack(given, 1)
        if stored is None:
            if found[0].nbytes * n > MEMORY_SHARE * free_memory():
                return None
            stored = torch.empty((n, *found.shape[1:]), dtype=found.dtype)
        stored[group] = found
        if advance(len(group) * made):
            return None
    return None if stored is None else Stored(stored)


def one_view(
    images: Tensor, targets: Targets, generator: Generator, world: World, passed: float
) -> tuple[Tensor, Targets]:
    """Of every picture one of its views, (N, views, ...) -> (N, ...). An `Augment` of `learn.tasks.base`."""
    drawn = torch.randint(images.shape[1], (len(images),), generator=generator, device=generator.device)
    return images[torch.arange(len(images), device=images.device), drawn.to(images.device)], targets
