"""Training pictures as the network saw them, for the report."""

from __future__ import annotations

import numpy as np
import torch

from huoyan.learn.build import Built
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.feed.training_data import Material
from huoyan.learn.ship.evenly import spread
from huoyan.learn.tasks.base import DrawsTargets

VARIED = 24


def varied(built: Built, material: Material) -> np.ndarray:
    """Some training pictures after augmentation, uint8 (N, H, W, C), with what is to be found in them."""
    if material.scored is not None:  # of clips there is no one picture
        return np.empty((0, *material.sample.shape[1:]), np.uint8)
    known = material.train.samples[: len(material.sample)]
    embedded = np.flatnonzero([sample.embed for sample in known])
    chosen = embedded[spread(len(embedded), VARIED)]
    pixels: np.ndarray = material.sample[chosen]
    if not len(pixels):
        return pixels
    targets = built.task.targets(material.train.take(chosen), [material.places[at] for at in chosen])
    generator = torch.Generator().manual_seed(built.recipe.seed)
    images, wanted = built.learner.augment(
        torch.from_numpy(np.ascontiguousarray(pixels)), targets, generator, ALONE, 0.0
    )
    seen = np.asarray(images.clamp(0, 255).round().to(torch.uint8))
    return built.task.drawn(seen, wanted) if isinstance(built.task, DrawsTargets) else seen
