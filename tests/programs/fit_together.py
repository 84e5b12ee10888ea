"""Trains a small network in as many processes as torchrun starts and writes the learning curve.

torchrun --nproc-per-node 2 fit_together.py OUT OPTIONS_AS_JSON
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import nn

from huoyan.learn.augment import PRESETS
from huoyan.learn.distributed.joined_world import joined_world
from huoyan.learn.distributed.sharded import shard
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Learner, Part, Surroundings
from huoyan.learn.fit.trainer import Settings, fit
from huoyan.learn.machine.devices import choose_device
from huoyan.learn.networks import build
from huoyan.learn.networks.clips import CLIP_NETWORKS
from huoyan.learn.networks.clips.normalised_clips import normalised_for
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.objectives.label_losses import build_loss
from huoyan.learn.optimize.optimizers import build_optimizer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from learning import (
    STRONG_BOXES,
    box_learner,
    class_learner,
    clip_learner,
    clip_network,
    clips,
    detector,
    scenes,
)

CLASSES = 3


def made(given: dict) -> tuple[nn.Module, Part, Part, Callable[[nn.Module, torch.optim.Optimizer], Learner]]:
    """A network, what it learns from, what it is scored on, and how it learns."""
    name = given.get("model", "cnn")
    if name in DETECTORS:
        network, parts = detector(name), (scenes(given.get("n", 21), 1), scenes(10, 2))
        return network, *parts, lambda whole, optimizer: box_learner(whole, optimizer, STRONG_BOXES)
    if name in CLIP_NETWORKS:
        varied = partial(clip_learner, augment=given["augment"])
        return clip_network(name), clips(given.get("n", 21), 1), clips(10, 2), varied
    network = build(name, classes=CLASSES, channels=3, size=16, options=given.get("options", {}))
    augmentation = dataclasses.replace(PRESETS[given.get("augment", "strong")], **given.get("more", {}))
    loss = build_loss(
        "cross-entropy",
        multilabel=False,
        label_smoothing=0.1,
        classes=CLASSES,
        class_weights=given.get("class_weights"),
    )

    def learner(whole: nn.Module, optimizer: torch.optim.Optimizer) -> Learner:
        return class_learner(whole, optimizer, augmentation, classes=CLASSES, loss=loss)

    return network, part(given.get("n", 101), 1), part(50, 2), learner


def part(n: int, seed: int) -> Part:
    generator = torch.Generator().manual_seed(seed)
    targets = torch.randint(0, CLASSES, (n,), generator=generator)
    pixels = torch.randint(0, 120, (n, 16, 16, 3), generator=generator) + 60 * targets[:, None, None, None]
    return Part(ArrayFeed(pixels.to(torch.uint8)), targets)


class Counting:
    """A feed that writes down which pictures were asked for."""

    def __init__(self, feed: ArrayFeed, path: Path) -> None:
        self.feed, self.path = feed, path

    def __len__(self) -> int:
        return len(self.feed)

    def batches(self, groups):
        for group, images in zip(groups, self.feed.batches(groups), strict=True):
            yield images
            # After the step that took it.
            with self.path.open("a") as opened:
                opened.write(json.dumps(group.tolist()) + "\n")


def main(out: Path, given: dict) -> None:
    torch.set_num_threads(1)
    device = torch.device(given.get("device", "cpu"))
    with joined_world() as world:
        torch.manual_seed(0)
        inner, train, val, learner = made(given)
        network = normalised_for(inner, (0.5,), (0.25,)).to(choose_device(device.type, world))
        if given.get("precision", "fp64") == "fp64":
            network = network.double()
        sharded = given.get("parallel") == "shard"
        if sharded:
            shard(network, choose_device(device.type, world), world)
        settings = Settings(
            epochs=given.get("epochs", 4.0),
            budget_s=None,
            patience=None,
            batch=given.get("batch", 16),
            lr=given.get("lr", 0.01),
            schedule="cosine",
            warmup=0.1,
            final=0.05,
            clip=given.get("clip"),
            ema=0.9,
            bf16=False,
            seed=5,
        )
        count = iter(range(1, 10**9))
        here = given.get("by", 0) == world.rank

        def interrupted() -> bool:
            """Asked once a step, when its gradients are there."""
            step = next(count)
            if here and step == given.get("die_after"):
                os.kill(os.getpid(), signal.SIGKILL)
            return here and step == given.get("stop_after")

        optimizer = build_optimizer(
            network, given.get("optimizer", "adamw"), lr=settings.lr, weight_decay=0.01
        )
        keeper = Keeper(
            out.parent / "checkpoints" if given.get("keep") and (world.leads or sharded) else None,
            every_s=0.0,
            world=world,
            sharded=sharded and bool(given.get("keep")),
        )
        fitted = fit(
            learner(network, optimizer),
            Part(Counting(train.feed, out.with_suffix(f".{world.size}.{world.rank}.seen")), train.targets),
            val,
            settings,
            Surroundings(
                choose_device(device.type, world), interrupted=interrupted, keeper=keeper, world=world
            ),
        )
        if world.leads:
            curve = [[entry.train_loss, entry.val_loss, entry.val_score] for entry in fitted.history]
            weights = {name: tensor.double().flatten().tolist() for name, tensor in fitted.state.items()}
            out.write_text(
                json.dumps(
                    {"curve": curve, "weights": weights, "stopped": fitted.stopped, "steps": fitted.steps}
                )
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
