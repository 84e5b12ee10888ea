"""The training loop: plain PyTorch, one step after the other, readable from top to bottom."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from huoyan.errors import TrainingError
from huoyan.learn.augment import Augmentation, augment
from huoyan.learn.ema import WeightAverage
from huoyan.learn.events import Listener, Stepped, Validated
from huoyan.learn.feed import Feed
from huoyan.learn.schedules import rate
from huoyan.report.record import Epoch

Loss = Callable[[Tensor, Tensor], Tensor]
State = dict[str, Tensor]


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


@dataclass(frozen=True, slots=True)
class Part:
    """A split as the trainer sees it: pictures by number, and their targets."""

    feed: Feed
    targets: Tensor


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights with the best validation score, and how training went there."""

    state: State
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
) -> Fitted:
    """Trains until the epochs or the time are over, patience ends or `interrupted()` says so.

    Raises TrainingError (training.diverged) when the loss is no longer a number.
    """
    clock = _Clock(settings, len(train.feed))
    average = WeightAverage(network, settings.ema) if settings.ema else None
    validation = _Validation(network, average, loss, val, settings, device, listen, clock)
    generator = torch.Generator(device=device).manual_seed(settings.seed)
    network.train()
    stopped = "finished"
    parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
    for batch in _endless(train, settings, device):
        _set_rate(optimizer, settings, clock.middle_of_step())
        images, targets = augment(*batch, settings.augmentation, generator, settings.classes)
        with _autocast(device, settings.bf16):
            logits = network(images)
        value = loss(logits.float(), targets)
        value.backward()  # type: ignore[no-untyped-call]
        if settings.clip is not None:
            nn.utils.clip_grad_norm_(parameters, settings.clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if average is not None:
            average.update(network)
        clock.step(len(images))
        validation.seen(value.detach(), len(images))
        if clock.should_tell():
            listen(_stepped(value, optimizer, clock, settings))
        if interrupted():
            stopped = "interrupted"
        if clock.at_epoch_end() or clock.over() or stopped == "interrupted":
            validation.run(optimizer)
            if stopped == "finished" and validation.waited(settings.patience):
                stopped = "patience"
        if clock.over() or stopped != "finished":
            break
    return Fitted(validation.best_state, tuple(validation.history), clock.steps, clock.elapsed(), stopped)


def _endless(part: Part, settings: Settings, device: torch.device) -> Iterator[tuple[Tensor, Tensor]]:
    """Batches of shuffled pictures, epoch after epoch. The last, smaller batch of an epoch is used too."""
    shuffle = torch.Generator().manual_seed(settings.seed)
    while True:
        order = torch.randperm(len(part.feed), generator=shuffle)
        groups = torch.split(order, settings.batch)
        # Batch normalisation cannot learn from a single picture.
        groups = groups[:-1] if len(groups) > 1 and len(groups[-1]) == 1 else groups
        for group, images in zip(groups, part.feed.batches(groups), strict=True):
            yield images.to(device, non_blocking=True), part.targets[group].to(device, non_blocking=True)


def _set_rate(optimizer: torch.optim.Optimizer, settings: Settings, fraction: float) -> None:
    factor = rate(fraction, 1.0, kind=settings.schedule, warmup=settings.warmup, final=settings.final)
    for group in optimizer.param_groups:
        group["lr"] = settings.lr * group.get("lr_scale", 1.0) * factor


def _autocast(device: torch.device, bf16: bool) -> AbstractContextManager[object]:
    return torch.autocast(device.type, dtype=torch.bfloat16) if bf16 else nullcontext()


def _stepped(value: Tensor, optimizer: torch.optim.Optimizer, clock: _Clock, settings: Settings) -> Stepped:
    loss = value.item()
    if not math.isfinite(loss):
        raise _diverged(loss, settings)
    return Stepped(
        clock.steps,
        clock.total,
        clock.fraction(),
        clock.epoch(),
        loss,
        optimizer.param_groups[0]["lr"],
        clock.images_per_second(),
    )


def _diverged(loss: float, settings: Settings) -> TrainingError:
    return TrainingError(
        f"The loss became {loss} at learning rate {settings.lr:g}: training diverged. "
        f"Try --lr {settings.lr / 3:.1g}, or --clip 1.",
        code="training.diverged",
    )


class _Clock:
    """Where training stands, in steps and in seconds."""

    def __init__(self, settings: Settings, pictures: int) -> None:
        self.budget_s = settings.budget_s
        groups = math.ceil(pictures / settings.batch)
        self.per_epoch = groups - (groups > 1 and pictures % settings.batch == 1)
        self.total = None if self.budget_s else max(1, round(settings.epochs * self.per_epoch))
        self.steps = 0
        self.images = 0
        self.started = time.perf_counter()
        self._told = -1.0  # the first step is told
        self._validating_s = 0.0

    def step(self, images: int) -> None:
        self.steps += 1
        self.images += images

    def elapsed(self) -> float:
        return time.perf_counter() - self.started

    def fraction(self) -> float:
        """Progress 0..1, the schedule's time."""
        if self.total is not None:
            return self.steps / self.total
        assert self.budget_s is not None
        return min(1.0, self.elapsed() / self.budget_s)

    def middle_of_step(self) -> float:
        """The schedule's time for the step that comes: its middle, so that no step has a rate of 0."""
        return (self.steps + 0.5) / self.total if self.total is not None else max(1e-3, self.fraction())

    def epoch(self) -> float:
        return self.steps / self.per_epoch

    def at_epoch_end(self) -> bool:
        return self.steps % self.per_epoch == 0

    def over(self) -> bool:
        return self.fraction() >= 1

    def should_tell(self) -> bool:
        """About ten times a second: reading the loss waits for a GPU."""
        if self.elapsed() - self._told < 0.1:
            return False
        self._told = self.elapsed()
        return True

    def validated(self, seconds: float) -> None:
        self._validating_s += seconds

    def images_per_second(self) -> float:
        """Of training alone, without validation."""
        return self.images / max(1e-9, self.elapsed() - self._validating_s)


class _Validation:
    """Scores the network at each epoch's end and keeps a copy of the best weights."""

    def __init__(
        self,
        network: nn.Module,
        average: WeightAverage | None,
        loss: Loss,
        part: Part,
        settings: Settings,
        device: torch.device,
        listen: Listener,
        clock: _Clock,
    ) -> None:
        self.network, self.average, self.loss, self.part = network, average, loss, part
        self.settings, self.device, self.listen, self.clock = settings, device, listen, clock
        self.history: list[Epoch] = []
        self.best_state: State = {}
        self._best = (-1.0, -math.inf)
        self._since_best = 0
        self._loss_sum: Tensor | float = 0.0
        self._seen = 0

    def seen(self, value: Tensor, images: int) -> None:
        self._loss_sum = self._loss_sum + value * images
        self._seen += images

    def waited(self, patience: int | None) -> bool:
        return patience is not None and self._since_best >= patience

    def run(self, optimizer: torch.optim.Optimizer) -> None:
        train_loss = float(self._loss_sum) / self._seen
        if not math.isfinite(train_loss):
            raise _diverged(train_loss, self.settings)
        began = time.perf_counter()
        with self.average.applied(self.network) if self.average is not None else nullcontext():
            val_loss, accuracy = self._score()
            # Of two equal scores the one with the lower loss; a loss alone may not be a number.
            rank = (accuracy, -val_loss if math.isfinite(val_loss) else -math.inf)
            best = rank > self._best
            if best:
                self._best, self._since_best = rank, 0
                self.best_state = {k: v.detach().cpu().clone() for k, v in self.network.state_dict().items()}
            else:
                self._since_best += 1
        self.clock.validated(time.perf_counter() - began)
        self._loss_sum, self._seen = 0.0, 0
        entry = Epoch(
            epoch=self.clock.epoch(),
            train_loss=train_loss,
            val_loss=val_loss,
            val_accuracy=accuracy,
            lr=optimizer.param_groups[0]["lr"],
            images_per_second=self.clock.images_per_second(),
            seconds=self.clock.elapsed(),
        )
        self.history.append(entry)
        self.listen(Validated(entry, best, self.clock.fraction()))

    @torch.inference_mode()
    def _score(self) -> tuple[float, float]:
        """Mean loss and accuracy (multi-label: the share of single labels that are right)."""
        self.network.eval()
        groups = torch.split(torch.arange(len(self.part.feed)), max(256, self.settings.batch))
        loss_sum = correct = 0.0
        for group, images in zip(groups, self.part.feed.batches(groups), strict=True):
            targets = self.part.targets[group].to(self.device)
            with _autocast(self.device, self.settings.bf16):
                logits = self.network(images.to(self.device))
            loss_sum += self.loss(logits.float(), targets).item() * len(group)
            if self.settings.multilabel:
                correct += ((logits > 0) == (targets > 0.5)).float().mean(1).sum().item()
            else:
                correct += (logits.argmax(1) == targets).sum().item()
        self.network.train()
        return loss_sum / len(self.part.feed), correct / len(self.part.feed)
