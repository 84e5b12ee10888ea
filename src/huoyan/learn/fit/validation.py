"""The score at each epoch's end, and the best weights so far."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.learn.distributed.shares import is_sharded
from huoyan.learn.fit.clock import Clock
from huoyan.learn.fit.learner import Learner, Part, Surroundings
from huoyan.learn.machine.autocast import autocast
from huoyan.learn.networks.answers import answers
from huoyan.learn.optimize.weight_average import WeightAverage
from huoyan.runs.learning_curve import Epoch

# Fewer pictures cannot tell epochs apart: the last weights are kept that reach this share of the best score.
FEW, NEAR = 3, 0.8


class Validation:
    """Scores a network on `part` and keeps a copy of the best weights, or of the last good ones by `few`."""

    def __init__(
        self,
        learner: Learner,
        average: WeightAverage | None,
        part: Part,
        around: Surroundings,
        *,
        batch: int,
        bf16: bool,
        few: bool,
    ) -> None:
        self.network, self.average, self.loss, self.part = learner.network, average, learner.loss, part
        self.batch, self.bf16, self.device = max(part.at_once, batch), bf16, around.device
        self.world = around.world
        self.validator, self.told = learner.validator(part.targets), learner.told
        self.few = few
        self.history: list[Epoch] = []
        self.best_state: dict[str, Tensor] = {}
        self._best = (-math.inf, -math.inf)
        self._since_best = 0
        self._loss_sum = 0.0
        self._seen = 0

    def state(self) -> dict[str, Any]:
        return {
            "history": [dataclasses.asdict(entry) for entry in self.history],
            "best_state": self.best_state,
            # JSON knows no infinity.
            "best": [None if math.isinf(value) else value for value in self._best],
            "since_best": self._since_best,
            "loss_sum": self._loss_sum,
            "seen": self._seen,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.history = [Epoch(**entry) for entry in state["history"]]
        self.best_state = dict(state["best_state"])
        score, loss = (-math.inf if value is None else value for value in state["best"])
        self._best = (score, loss)
        self._since_best = state["since_best"]
        self._loss_sum, self._seen = state["loss_sum"], state["seen"]

    def go_on_from(self, history: Sequence[Epoch], weights: Mapping[str, Tensor]) -> None:
        """Counts an earlier training as part of this one: its curve, and `weights`, the best of it."""
        self.history = list(history)
        self.best_state = dict(weights) if self.world.leads else {}
        self._best = max(_rank(entry.val_score, entry.val_loss) for entry in history)

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
            val_loss, score = self._score()
            best = self._judge(val_loss, score)
        clock.validated(time.perf_counter() - began)
        entry = Epoch(
            epoch=clock.epoch(),
            train_loss=self._loss_sum / self._seen if self._seen else None,
            val_loss=val_loss,
            val_score=score,
            score=self.validator.name,
            lr=rate,
            images_per_second=clock.images_per_second(),
            seconds=clock.seconds(),
        )
        self._loss_sum, self._seen = 0.0, 0
        self.history.append(entry)
        return entry, best

    def _judge(self, val_loss: float, score: float) -> bool:
        """Whether the weights are the best, of two equal scores those with the lower loss; they are kept."""
        rank = _rank(score, val_loss)
        best = not self.history or rank > self._best
        if best:
            self._best, self._since_best = rank, 0
        else:
            self._since_best += 1
        if not best and not (self.few and rank[0] >= NEAR * self._best[0]):
            return False
        weights = _whole(self.network)
        if self.world.leads:
            self.best_state = {name: artifact_copy(tensor) for name, tensor in weights.items()}
        return best

    @torch.no_grad()
    def _score(self) -> tuple[float, float]:
        """Mean loss, and the validator's score."""
        self.network.eval()
        self.validator.begin()
        batches = torch.split(torch.arange(len(self.part.feed)), self.batch)
        groups = [batch[self.world.share(len(batch))] for batch in batches]
        loss_sum = weight_sum = 0.0
        for group, images in zip(groups, self.part.feed.batches(groups), strict=True):
            targets = self.part.targets[group].to(self.device)
            with autocast(self.device, self.bf16):
                outputs = self.network(images.to(self.device), **self.told(targets))
            if not len(group):
                continue  # this process only helped to put the weights together
            weight = self.loss.weight(targets)
            loss_sum += self.loss(outputs, targets).item() * weight
            weight_sum += weight
            self.validator.add(answers(self.network, outputs), targets, group)
        self.network.train()
        loss_sum, weight_sum = self.world.sum([loss_sum, weight_sum])
        return loss_sum / weight_sum, self.validator.finish(self.world)


def _rank(score: float | None, loss: float | None) -> tuple[float, float]:
    """Higher is better: of two equal scores the one with the lower loss."""
    good = score if score is not None and math.isfinite(score) else -math.inf
    return good, -loss if loss is not None and math.isfinite(loss) else -math.inf


def _whole(network: nn.Module) -> dict[str, Tensor]:
    if not is_sharded(network):
        return dict(network.state_dict())
    from huoyan.learn.distributed.sharded import whole_weights

    return whole_weights(network)


def artifact_copy(tensor: Tensor) -> Tensor:
    """A copy for the artifact, which knows no fp64."""
    return tensor.detach().to("cpu", torch.float32 if tensor.dtype == torch.float64 else None, copy=True)
