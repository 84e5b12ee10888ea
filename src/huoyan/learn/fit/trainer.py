"""The training loop: plain PyTorch, one step after the other, readable from top to bottom."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.errors import TrainingError
from huoyan.learn.distributed.replicas import replicated
from huoyan.learn.distributed.shares import is_sharded
from huoyan.learn.distributed.synced_norm import SyncedBatchNorm
from huoyan.learn.distributed.world import World
from huoyan.learn.feed.shuffle import Shuffle
from huoyan.learn.fit.clock import Clock
from huoyan.learn.fit.failures import is_out_of_memory
from huoyan.learn.fit.going_back import CALMER, go_back
from huoyan.learn.fit.learner import Learner, Part, Surroundings
from huoyan.learn.fit.targets import Targets
from huoyan.learn.fit.validation import FEW, Validation
from huoyan.learn.machine.autocast import autocast
from huoyan.learn.optimize.optimizers import LR_SHARE
from huoyan.learn.optimize.schedules import rate
from huoyan.learn.optimize.weight_average import MeanOfLast, WeightAverage
from huoyan.runs.events import Said, Stepped, Validated
from huoyan.runs.learning_curve import Epoch
from huoyan.words import Message, counted


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of a training. `budget_s` set: time, not `epochs`, decides the end and the schedule.

    mean_from: from this share of the training on, weights are scored and kept by their mean.
    scores_start: the weights of the start are scored too, and kept where none are better.
    """

    epochs: float
    budget_s: float | None
    patience: int | None
    batch: int
    lr: float
    schedule: str
    warmup: float
    final: float
    clip: float | None
    ema: float
    bf16: bool
    seed: int
    mean_from: float | None = None
    scores_start: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights with the best validation score, and how training went there."""

    state: dict[str, Tensor]
    history: tuple[Epoch, ...]
    steps: int
    seconds: float
    stopped: str  # "finished", "patience" or "interrupted"


@dataclass(frozen=True, slots=True)
class Behind:
    """An earlier training that this one goes on from: its curve, and the best weights of it."""

    history: tuple[Epoch, ...]
    state: Mapping[str, Tensor]


def fit(
    learner: Learner,
    train: Part,
    val: Part,
    settings: Settings,
    around: Surroundings,
    behind: Behind | None = None,
) -> Fitted:
    """Trains until the epochs or the time are over, patience ends or the surroundings interrupt it.

    `behind` is an earlier training that counts as part of this one; the network holds its weights already.
    In a world of several processes each calls this with the same arguments and computes on its share of
    every batch; the weights are in the lead's answer. Raises TrainingError: training.diverged when the loss
    is no longer a number, a second time; training.memory when the share of one process does not fit.
    """
    training, keeper = _Training(learner, train, val, settings, around), around.keeper
    if behind is not None:
        training.go_on_from(behind)
    keeper.start(training)
    learner.network.train()
    if not training.validation.history:
        _begin(training)
    stopped = "finished"
    while not training.clock.over() and stopped == "finished":
        for images, targets in training.batches():
            value, stop = training.step(images, targets)
            if not math.isfinite(value):
                go_back(training, (images, targets), value)
                break
            over = training.clock.over()
            if stop and not (around.pause and over):
                stopped = "interrupted"
            if training.clock.at_epoch_end() or over or (stopped == "interrupted" and not around.pause):
                around.listen(training.validate())
                if stopped == "finished" and training.validation.waited(settings.patience):
                    stopped = "patience"
            done = training.clock.over() or stopped != "finished"
            keeper.keep(training, now=done, listen=around.listen)
            if done:
                break
    clock, validation = training.clock, training.validation
    return Fitted(validation.best_state, tuple(validation.history), clock.steps, clock.elapsed(), stopped)


def _begin(training: _Training) -> None:
    """Before the first step."""
    pictures = len(training.validation.part.targets)
    if training.validation.few:
        told = Message("learn.few_to_choose_by", pictures=counted(pictures, "picture"))
        training.around.listen(Said(told))
    if training.settings.scores_start:
        training.around.listen(training.validate())


class _Training:
    """Everything that a step changes, so that it can be saved and restored as a whole."""

    def __init__(
        self, learner: Learner, train: Part, val: Part, settings: Settings, around: Surroundings
    ) -> None:
        self.network, self.optimizer, self.loss = learner.network, learner.optimizer, learner.loss
        self.augment, self.train, self.settings, self.around = learner.augment, train, settings, around
        self.told = learner.told
        self.device, self.world = around.device, around.world
        self.replica = replicated(learner.network, around.world)
        self.norms: AbstractContextManager[object] = (
            SyncedBatchNorm(around.world) if around.world.size > 1 else nullcontext()
        )
        n = len(train.feed)
        self.clock = Clock(n, settings.batch, settings.epochs, settings.budget_s)
        self.shuffle = Shuffle(
            learner.order or (lambda generator: torch.randperm(n, generator=generator)),
            settings.batch,
            settings.seed,
        )
        self.average = _average(learner.network, settings)
        self.validation = Validation(
            learner,
            self.average,
            val,
            around,
            batch=settings.batch,
            bf16=settings.bf16,
            few=len(val.targets) < FEW and not settings.scores_start,
        )
        self.generator = torch.Generator(device=around.device).manual_seed(settings.seed)
        self.parameters = [parameter for parameter in learner.network.parameters() if parameter.requires_grad]
        self.calmed, self.peak_rate = 0, settings.lr
        self.parts = 1

    def go_on_from(self, behind: Behind) -> None:
        last = behind.history[-1]
        self.clock.behind = (last.epoch, last.seconds or 0.0)
        self.validation.go_on_from(behind.history, behind.state)

    def batches(self) -> Iterator[tuple[Tensor, Targets]]:
        """Batches of shuffled pictures, epoch after epoch; the last, smaller one of an epoch too.

        This process's share of the pictures, and the targets of all.
        """
        for groups in self.shuffle.forever():
            own = [group[self.world.share(len(group))] for group in groups]
            for group, images in zip(groups, self.train.feed.batches(own), strict=True):
                self.shuffle.took()
                targets = self.train.targets[group]
                yield images.to(self.device, non_blocking=True), targets.to(self.device, non_blocking=True)

    def step(self, images: Tensor, targets: Targets) -> tuple[float, bool]:
        """One step of the optimiser; the loss, and whether any process was told to stop.

        Changes nothing where the loss is not a number.
        """
        self._set_rate()
        settings, world = self.settings, self.world
        if world.size > 1:
            # Each process has draws of its own (dropout), and the same ones after it was resumed.
            torch.manual_seed(hash((settings.seed, self.clock.steps, world.rank)))
        seen, wanted = self.augment(images, targets, self.generator, world, self.clock.fraction())
        own = self._gradients(seen, wanted)
        elapsed = self.clock.elapsed() if world.leads else 0.0
        value, stop, elapsed = world.sum([own, float(self.around.interrupted()), elapsed])
        if not math.isfinite(value):
            self.optimizer.zero_grad(set_to_none=True)
            return value, stop > 0
        if settings.clip is not None:
            nn.utils.clip_grad_norm_(self.parameters, settings.clip)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.clock.step(len(targets))
        self.clock.read(elapsed)
        if self.average is not None:
            self.average.update(self.network, self.clock.fraction())
        self.validation.seen(value, len(targets))
        if self.clock.should_tell():
            self.around.listen(self._told(value))
        return value, stop > 0

    def _gradients(self, images: Tensor, targets: Targets) -> float:
        """Backward through this process's share, or, where memory is too small for it, part by part.

        `targets` are those of the whole batch; the answer is what the share adds to its loss.
        """
        whole = self.loss.weight(targets)
        targets = targets[self.world.share(len(targets))]
        while True:
            try:
                return self._accumulate(images, targets, whole)
            except (torch.OutOfMemoryError, RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or self.parts >= len(images):
                    raise
                if self.world.size > 1:
                    raise _too_little_memory(self.world, len(images)) from error
            self.optimizer.zero_grad(set_to_none=True)
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
            self.parts *= 2
            share = math.ceil(len(images) / self.parts)
            self.around.listen(
                Said(
                    Message("learn.memory_is_short", share=share, n=len(images)),
                    warning=True,
                )
            )

    def _accumulate(self, images: Tensor, targets: Targets, whole: float) -> float:
        size = max(1, math.ceil(len(images) / self.parts))
        values: list[Tensor] = []
        for part, wanted in zip(images.split(size), targets.split(size), strict=True):  # type: ignore[no-untyped-call]
            with autocast(self.device, self.settings.bf16), self.norms:
                outputs = self.replica(part, **self.told(wanted))
            # A process without pictures takes part in what the others sum up all the same.
            value = self.loss(outputs, wanted) if len(part) else _nothing(outputs)
            value = value * (self.loss.weight(wanted) / whole)
            # What is shared is the mean of the processes' gradients.
            (value * self.world.size).backward()  # type: ignore[no-untyped-call]
            values.append(value.detach())
        return float(sum(values[1:], values[0]))

    def validate(self) -> Validated:
        entry, best = self.validation.run(self.clock, self.rate())
        self.clock.read(self.world.sum([self.clock.elapsed() if self.world.leads else 0.0])[0])
        return Validated(entry, best, self.clock.fraction())

    def rate(self) -> float:
        first = self.optimizer.param_groups[0]
        return float(first["lr"] / first.get(LR_SHARE, 1.0))

    def state(self) -> dict[str, Any]:
        return {
            **self._weights(),
            "clock": self.clock.state(),
            "shuffle": self.shuffle.state(),
            "validation": self.validation.state(),
            "generator": self.generator.get_state(),
            "random": torch.get_rng_state(),
            "random_cuda": torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None,
            "calmed": self.calmed,
            "parts": self.parts,
        }

    def state_to_fill(self) -> dict[str, Any]:
        """As `state`, with the optimiser's too where it has made no step yet: shares to read into."""
        from huoyan.learn.distributed.sharded import sharded_state

        return sharded_state(self.network, self.optimizer, self.average, made=True)

    def _weights(self) -> dict[str, Any]:
        if is_sharded(self.network):
            from huoyan.learn.distributed.sharded import sharded_state

            return sharded_state(self.network, self.optimizer, self.average)
        average = self.average.state_dict() if self.average is not None else None
        return {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": average,
        }

    def restore(self, state: dict[str, Any]) -> None:
        if is_sharded(self.network):
            from huoyan.learn.distributed.sharded import restore_sharded

            restore_sharded(self.network, self.optimizer, self.average, state)
        else:
            self.network.load_state_dict(state["network"])
            self.optimizer.load_state_dict(state["optimizer"])
            if self.average is not None:
                self.average.load_state_dict(state["average"])
        self.clock.restore(state["clock"])
        self.shuffle.restore(state["shuffle"])
        self.validation.restore(state["validation"])
        self.generator.set_state(state["generator"])
        torch.set_rng_state(state["random"])
        if state["random_cuda"] is not None:
            torch.cuda.set_rng_state(state["random_cuda"], self.device)
        self.calmed = state["calmed"]
        self.parts = state["parts"] if self.world.size == 1 else 1

    def _set_rate(self) -> None:
        settings = self.settings
        factor = rate(
            self.clock.middle_of_step(),
            1.0,
            kind=settings.schedule,
            warmup=settings.warmup,
            final=settings.final,
        )
        for group in self.optimizer.param_groups:
            group["lr"] = settings.lr * CALMER**self.calmed * factor * group.get(LR_SHARE, 1.0)

    def _told(self, value: float) -> Stepped:
        clock = self.clock
        return Stepped(
            clock.steps,
            clock.total,
            clock.fraction(),
            clock.epoch(),
            value,
            self.rate(),
            clock.images_per_second(),
        )


def _average(network: nn.Module, settings: Settings) -> WeightAverage | None:
    if settings.ema:
        return WeightAverage(network, settings.ema)
    return None if settings.mean_from is None else MeanOfLast(network, settings.mean_from)


def _too_little_memory(world: World, share: int) -> TrainingError:
    return TrainingError(
        Message("learn.too_little_memory", rank=world.rank, share=share),
        code="training.memory",
    )


def _nothing(outputs: Any) -> Tensor:
    """A zero that depends on all outputs for no picture: a tensor, or tensors by name or in a row."""
    if isinstance(outputs, Tensor):
        return outputs.float().sum()
    parts = outputs.values() if isinstance(outputs, Mapping) else outputs
    return torch.stack([_nothing(part) for part in parts]).sum()
