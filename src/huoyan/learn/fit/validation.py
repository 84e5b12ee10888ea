"""The score at each epoch's end, and the best weights so far."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.learn.distributed.shares import is_sharded
from huoyan.learn.distributed.world import World
from huoyan.learn.feed.feed import Feed
from huoyan.learn.fit.autocast import autocast
from huoyan.learn.fit.clock import Clock
from huoyan.learn.fit.weight_average import WeightAverage
from huoyan.learn.objectives.losses import Loss
from huoyan.runs.learning_curve import Epoch


@dataclass(frozen=True, slots=True)
class Part:
    """A split as the trainer sees it: pictures by number, and their targets."""

    feed: Feed
    targets: Tensor


class Validation:
    """Scores a network on `part` and keeps a copy of the best weights."""

    def __init__(
        self,
        network: nn.Module,
        average: WeightAverage | None,
        loss: Loss,
        part: Part,
        *,
        batch: int,
        multilabel: bool,
        balanced: bool,
        bf16: bool,
        device: torch.device,
        world: World,
    ) -> None:
        """`balanced`: every class counts alike in the score, however few pictures it has."""
        self.network, self.average, self.loss, self.part = network, average, loss, part
        self.batch, self.multilabel, self.bf16, self.device = max(256, batch), multilabel, bf16, device
        self.world = world
        self._weights = _class_weights(part.targets) if balanced else torch.ones(len(part.targets))
        self.history: list[Epoch] = []
        self.best_state: dict[str, Tensor] = {}
        self._best = (-1.0, -math.inf)
        self._since_best = 0
        self._loss_sum = 0.0
        self._seen = 0

    def state(self) -> dict[str, Any]:
        return {
            "history": [dataclasses.asdict(entry) for entry in self.history],
            "best_state": self.best_state,
            # JSON knows no infinity.
            "best": [self._best[0], None if math.isinf(self._best[1]) else self._best[1]],
            "since_best": self._since_best,
            "loss_sum": self._loss_sum,
            "seen": self._seen,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.history = [Epoch(**entry) for entry in state["history"]]
        self.best_state = dict(state["best_state"])
        score, loss = state["best"]
        self._best = (score, -math.inf if loss is None else loss)
        self._since_best = state["since_best"]
        self._loss_sum, self._seen = state["loss_sum"], state["seen"]

    def go_on_from(self, history: Sequence[Epoch], weights: Mapping[str, Tensor]) -> None:
        """Counts an earlier training as part of this one: its curve, and `weights`, the best of it."""
        self.history = list(history)
        self.best_state = dict(weights) if self.world.leads else {}
        self._best = max(_rank(entry.val_accuracy or 0.0, entry.val_loss) for entry in history)

    def seen(self, loss: float, images: int) -> None:
        """A training step's loss, for the epoch's mean."""
        self._loss_sum += loss * images
        self._seen += images

    def waited(self, patience: int | None) -> bool:
        """Whether `patience` epochs went by without a better score."""
        return patience is not None and self._since_best >= patience

    def run(self, clock: Clock, rate: float) -> tuple[Epoch, bool]:
        """Scores the network now; the entry of the learning curve, and whether it is the best so far."""
        began = time.perf_counter()
        with self.average.applied(self.network) if self.average is not None else nullcontext():
            val_loss, accuracy = self._score()
            best = self._judge(val_loss, accuracy)
        clock.validated(time.perf_counter() - began)
        entry = Epoch(
            epoch=clock.epoch(),
            train_loss=self._loss_sum / max(1, self._seen),
            val_loss=val_loss,
            val_accuracy=accuracy,
            lr=rate,
            images_per_second=clock.images_per_second(),
            seconds=clock.seconds(),
        )
        self._loss_sum, self._seen = 0.0, 0
        self.history.append(entry)
        return entry, best

    def _judge(self, val_loss: float, accuracy: float) -> bool:
        """Keeps the weights if they are the best: of two equal scores the one with the lower loss."""
        rank = _rank(accuracy, val_loss)
        if rank <= self._best:
            self._since_best += 1
            return False
        self._best, self._since_best = rank, 0
        weights = _whole(self.network)
        if self.world.leads:
            self.best_state = {name: _kept(tensor) for name, tensor in weights.items()}
        return True

    @torch.no_grad()
    def _score(self) -> tuple[float, float]:
        """Mean loss and accuracy: plain, balanced, or for multi-label the share of right labels."""
        self.network.eval()
        batches = torch.split(torch.arange(len(self.part.feed)), self.batch)
        groups = [batch[self.world.share(len(batch))] for batch in batches]
        loss_sum = weight_sum = correct = 0.0
        for group, images in zip(groups, self.part.feed.batches(groups), strict=True):
            targets = self.part.targets[group].to(self.device)
            with autocast(self.device, self.bf16):
                logits = self.network(images.to(self.device))
            if not len(group):
                continue  # this process only helped to put the weights together
            weight = self.loss.weight(targets)
            loss_sum += self.loss(logits, targets).item() * weight
            weight_sum += weight
            if self.multilabel:
                right = ((logits > 0) == (targets > 0.5)).float().mean(1)
            else:
                right = (logits.argmax(1) == targets).float()
            correct += (right.cpu() * self._weights[group]).sum().item()
        self.network.train()
        loss_sum, weight_sum, correct = self.world.sum([loss_sum, weight_sum, correct])
        return loss_sum / weight_sum, correct / self._weights.sum().item()


def _rank(accuracy: float, loss: float | None) -> tuple[float, float]:
    return accuracy, -loss if loss is not None and math.isfinite(loss) else -math.inf


def _whole(network: nn.Module) -> dict[str, Tensor]:
    if not is_sharded(network):
        return dict(network.state_dict())
    from huoyan.learn.distributed.sharded import whole_weights

    return whole_weights(network)


def _kept(tensor: Tensor) -> Tensor:
    """A copy for the artifact, which knows no fp64."""
    return tensor.detach().to("cpu", torch.float32 if tensor.dtype == torch.float64 else None, copy=True)


def _class_weights(targets: Tensor) -> Tensor:
    """One a picture: with them a mean over pictures is the mean over classes (those that occur)."""
    counts = torch.bincount(targets)
    return 1 / counts[targets].float()
