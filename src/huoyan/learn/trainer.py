"""The training loop: plain PyTorch, one step after the other, readable from top to bottom."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.errors import TrainingError
from huoyan.learn.arithmetic import autocast
from huoyan.learn.augment import Augmentation, augment
from huoyan.learn.clock import Clock
from huoyan.learn.ema import WeightAverage
from huoyan.learn.events import Listener, Said, Stepped, Validated
from huoyan.learn.keeping import Keeper
from huoyan.learn.schedules import rate
from huoyan.learn.shuffle import Order, Shuffle
from huoyan.learn.validation import Loss, Part, Validation
from huoyan.report.record import Epoch

# After a loss that is no number: how often training goes back, and what becomes of the rate.
RETRIES, CALMER = 1, 0.3


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of a training. `budget_s` set: time, not `epochs`, decides the end and the schedule."""

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
    classes: int
    multilabel: bool
    augmentation: Augmentation
    balanced_score: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights with the best validation score, and how training went there."""

    state: dict[str, Tensor]
    history: tuple[Epoch, ...]
    steps: int
    seconds: float
    stopped: str  # "finished", "patience" or "interrupted"


def fit(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: Loss,
    train: Part,
    val: Part,
    settings: Settings,
    *,
    device: torch.device,
    listen: Listener,
    interrupted: Callable[[], bool],
    keeper: Keeper | None = None,
    order: Order | None = None,
) -> Fitted:
    """Trains until the epochs or the time are over, patience ends or `interrupted()` says so.

    With a `keeper` the state is saved at intervals, and taken up from there if it holds one.
    `order` draws the indices of an epoch (default: every picture once). Raises TrainingError
    (training.diverged) when the loss is no longer a number, a second time.
    """
    training = _Training(network, optimizer, loss, train, val, settings, device, order)
    keeper = keeper or Keeper()
    keeper.start(training)
    network.train()
    stopped = "finished"
    while not training.clock.over() and stopped == "finished":
        for images, targets in training.batches():
            value = training.step(images, targets, listen)
            if not math.isfinite(value):
                _go_back(training, keeper, (images, targets), value, listen)
                break
            if interrupted():
                stopped = "interrupted"
            if training.clock.at_epoch_end() or training.clock.over() or stopped == "interrupted":
                listen(training.validate())
                if stopped == "finished" and training.validation.waited(settings.patience):
                    stopped = "patience"
            done = training.clock.over() or stopped != "finished"
            keeper.keep(training, now=done, listen=listen)
            if done:
                break
    clock, validation = training.clock, training.validation
    return Fitted(validation.best_state, tuple(validation.history), clock.steps, clock.elapsed(), stopped)


def _go_back(
    training: _Training, keeper: Keeper, batch: tuple[Tensor, Tensor], value: float, listen: Listener
) -> None:
    """To the last good state, once, with a smaller rate; the batch is kept for replay."""
    saved = keeper.save_batch(*batch)
    where = f" The batch is kept in {saved}." if saved is not None else ""
    if training.calmed >= RETRIES:
        peak = training.settings.lr
        raise TrainingError(
            f"The loss became {value} again, at learning rate {peak * CALMER**training.calmed:.2g}: training "
            f"diverges.{where} Try --lr {peak / 10:.1g}, --clip 1, or --precision fp32.",
            code="training.diverged",
        )
    step = training.clock.steps
    keeper.restore(training)
    training.calmed += 1
    listen(
        Said(
            f"the loss became {value} at step {step}: back to step {training.clock.steps}, "
            f"with {CALMER:g} times the learning rate.{where}",
            warning=True,
        )
    )


class _Training:
    """Everything that a step changes, so that it can be saved and restored as a whole."""

    def __init__(
        self,
        network: nn.Module,
        optimizer: torch.optim.Optimizer,
        loss: Loss,
        train: Part,
        val: Part,
        settings: Settings,
        device: torch.device,
        order: Order | None,
    ) -> None:
        self.network, self.optimizer, self.loss = network, optimizer, loss
        self.train, self.settings, self.device = train, settings, device
        n = len(train.feed)
        self.clock = Clock(n, settings.batch, settings.epochs, settings.budget_s)
        self.shuffle = Shuffle(
            order or (lambda generator: torch.randperm(n, generator=generator)), settings.batch, settings.seed
        )
        self.average = WeightAverage(network, settings.ema) if settings.ema else None
        self.validation = Validation(
            network,
            self.average,
            loss,
            val,
            batch=settings.batch,
            multilabel=settings.multilabel,
            balanced=settings.balanced_score,
            bf16=settings.bf16,
            device=device,
        )
        self.generator = torch.Generator(device=device).manual_seed(settings.seed)
        self.parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
        self.calmed = 0
        self.parts = 1

    def batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Batches of shuffled pictures, epoch after epoch; the last, smaller one of an epoch too."""
        for groups in self.shuffle.forever():
            for group, images in zip(groups, self.train.feed.batches(groups), strict=True):
                self.shuffle.took()
                targets = self.train.targets[group]
                yield images.to(self.device, non_blocking=True), targets.to(self.device, non_blocking=True)

    def step(self, images: Tensor, targets: Tensor, listen: Listener) -> float:
        """One step of the optimiser; gives the loss, and changes nothing where that is not a number."""
        self._set_rate()
        settings = self.settings
        seen, wanted = augment(images, targets, settings.augmentation, self.generator, settings.classes)
        value = self._gradients(seen, wanted, listen)
        if not math.isfinite(value):
            self.optimizer.zero_grad(set_to_none=True)
            return value
        if settings.clip is not None:
            nn.utils.clip_grad_norm_(self.parameters, settings.clip)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        if self.average is not None:
            self.average.update(self.network)
        self.clock.step(len(images))
        self.validation.seen(value, len(images))
        if self.clock.should_tell():
            listen(self._told(value))
        return value

    def _gradients(self, images: Tensor, targets: Tensor, listen: Listener) -> float:
        """Backward through the whole batch, or, where memory is too small for it, part by part."""
        while True:
            try:
                return self._accumulate(images, targets)
            except (torch.OutOfMemoryError, RuntimeError) as error:
                if not _is_out_of_memory(error) or self.parts >= len(images):
                    raise
            self.optimizer.zero_grad(set_to_none=True)
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
            self.parts *= 2
            share = math.ceil(len(images) / self.parts)
            listen(
                Said(
                    f"memory is short: {share} pictures at a time; the batch stays {len(images)}",
                    warning=True,
                )
            )

    def _accumulate(self, images: Tensor, targets: Tensor) -> float:
        size = math.ceil(len(images) / self.parts)
        total = torch.zeros((), device=self.device)
        for part, wanted in zip(images.split(size), targets.split(size), strict=True):  # type: ignore[no-untyped-call]
            with autocast(self.device, self.settings.bf16):
                logits = self.network(part)
            value = self.loss(logits.float(), wanted) * (len(part) / len(images))
            value.backward()  # type: ignore[no-untyped-call]
            total += value.detach()
        return total.item()

    def validate(self) -> Validated:
        entry, best = self.validation.run(self.clock, self.rate())
        return Validated(entry, best, self.clock.fraction())

    def rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    def state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average.state_dict() if self.average is not None else None,
            "clock": self.clock.state(),
            "shuffle": self.shuffle.state(),
            "validation": self.validation.state(),
            "generator": self.generator.get_state(),
            "random": torch.get_rng_state(),
            "random_cuda": torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None,
            "calmed": self.calmed,
            "parts": self.parts,
        }

    def restore(self, state: dict[str, Any]) -> None:
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
        self.calmed, self.parts = state["calmed"], state["parts"]

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
            group["lr"] = settings.lr * CALMER**self.calmed * factor

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


def _is_out_of_memory(error: Exception) -> bool:
    """CUDA has an error of its own; the CPU's allocator raises a plain RuntimeError."""
    return isinstance(error, torch.OutOfMemoryError) or "allocate memory" in str(error)
