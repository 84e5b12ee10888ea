"""The loop of a GAN: a step of the discriminator, a step of the generator, and judgements in between.

On the clock, the keeper, the weight average and the listeners of every training: it is taken up where it was
cut off, bit by bit on a CPU, Ctrl-C ends it with the best weights so far, and a loss that is no number goes
back to the last good state.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from huoyan.learn.feed.shuffle import Shuffle
from huoyan.learn.fit.clock import Clock
from huoyan.learn.fit.going_back import CALMER, go_back
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.generate.judging.judge import Judge
from huoyan.learn.generate.judging.judged_weights import JudgedWeights
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.generate.steps import Game, Players, Turn, discriminator_step, generator_step
from huoyan.learn.optimize.optimizers import build_optimizer
from huoyan.learn.optimize.weight_average import WeightAverage
from huoyan.runs.events import Judged, Said, Stepped
from huoyan.runs.judgement import Judgement


@dataclass(frozen=True, slots=True)
class GanSettings:
    """The numbers of a training. `budget_s` set: time, not `epochs`, decides the end.

    generator_lr, discriminator_lr: of Adam with `beta1`, `beta2`. slopes_every: the slopes of the game are
    looked at in every so many-th step, and count as many times. ema: the memory of the average of the
    generator's weights, which is what is judged and kept. looks: how often it is judged. bf16: whether the
    players compute in it.
    """

    game: Game
    epochs: float
    budget_s: float | None
    batch: int
    generator_lr: float
    discriminator_lr: float
    beta1: float
    beta2: float
    ema: float
    slopes_every: int
    looks: int
    seed: int
    bf16: bool = False


@dataclass(frozen=True, slots=True)
class TrainedPair:
    """The generator's weights with the lowest KID, and how training went there.

    glimpses: of each judgement some pictures, always of the same latents, uint8 (n, H, W, C).
    """

    state: dict[str, Tensor]
    history: tuple[Judgement, ...]
    glimpses: tuple[np.ndarray, ...]
    steps: int
    seconds: float
    stopped: str  # "finished" or "interrupted"


def train_pair(
    pair: Pair, train: Part, judge: Judge, settings: GanSettings, around: Surroundings
) -> TrainedPair:
    """Trains until the epochs or the time are over, or the surroundings interrupt it.

    train: real pictures, and the class of each, int64 (N,). Raises TrainingError (training.diverged) when a
    loss is no longer a number, a second time.
    """
    training, keeper = _Training(pair, train, judge, settings, around), around.keeper
    keeper.start(training)
    pair.generator.train()
    pair.discriminator.train()
    stopped = "finished"
    while not training.clock.over() and stopped == "finished":
        for pixels, classes in training.batches():
            value = training.step(pixels, classes)
            if not math.isfinite(value):
                go_back(training, (pixels, classes), value, "generate")
                break
            over = training.clock.over()
            if around.interrupted() and not over:
                stopped = "interrupted"
            done = over or stopped == "interrupted"
            if training.judged.due(training.clock) or done:
                training.judge()
            keeper.keep(training, now=done, listen=around.listen)
            if done:
                break
    clock, judged = training.clock, training.judged
    history, glimpses = tuple(judged.history), tuple(judged.glimpses)
    return TrainedPair(judged.best_state, history, glimpses, clock.steps, clock.elapsed(), stopped)


class _Training:
    """Everything that a step changes, so that it can be saved and restored as a whole."""

    def __init__(
        self, pair: Pair, train: Part, judge: Judge, settings: GanSettings, around: Surroundings
    ) -> None:
        self.pair, self.train, self.settings, self.around = pair, train, settings, around
        self.players = Players(
            pair,
            _adam(pair.generator, settings.generator_lr, settings),
            _adam(pair.discriminator, settings.discriminator_lr, settings),
            settings.bf16,
        )
        self.dtype = next(pair.generator.parameters()).dtype
        n = len(train.feed)
        self.clock = Clock(n, settings.batch, settings.epochs, settings.budget_s)
        self.shuffle = Shuffle(
            lambda generator: torch.randperm(n, generator=generator), settings.batch, settings.seed
        )
        self.average = WeightAverage(pair.generator, settings.ema)
        self.judged = JudgedWeights(
            pair, self.average, judge, settings.looks, settings.seed, varies=bool(settings.game.varies)
        )
        self.draws = torch.Generator(device=around.device).manual_seed(settings.seed)
        self.calmed, self.peak_rate = 0, settings.generator_lr

    def batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """uint8 (B, H, W, C) and classes (B,), epoch after epoch."""
        assert isinstance(self.train.targets, Tensor)
        device = self.around.device
        for groups in self.shuffle.forever():
            for group, pixels in zip(groups, self.train.feed.batches(groups), strict=True):
                self.shuffle.took()
                yield pixels.to(device), self.train.targets[group].to(device)

    def step(self, pixels: Tensor, classes: Tensor) -> float:
        """A step of each player; the sum of their losses. No number: not all of it was made."""
        self._set_rates()
        settings, clock = self.settings, self.clock
        game, every = settings.game, settings.slopes_every
        real = self.pair.seen(pixels).to(self.dtype)
        slopes = float(every) if clock.steps % every == 0 else 0.0
        turn = Turn(real, self._latents(len(real)), classes)
        lost = discriminator_step(self.players, game, turn, self.draws, slopes=slopes)
        if not math.isfinite(lost):
            return lost
        turn = Turn(real, self._latents(len(real)), classes)
        wanted = generator_step(self.players, game, turn, self.draws)
        if not math.isfinite(wanted):
            return wanted
        clock.step(len(real))
        clock.read(clock.elapsed())
        self.average.update(self.pair.generator, clock.fraction())
        self.judged.stepped(wanted, lost)
        if clock.should_tell():
            self.around.listen(self._told(lost + wanted))
        return lost + wanted

    def _latents(self, n: int) -> Tensor:
        return self.pair.latents(n, self.draws).to(self.dtype)

    def judge(self) -> None:
        judgement, best, said = self.judged.run(self.clock)
        self.clock.read(self.clock.elapsed())
        self.around.listen(Judged(judgement, best, self.clock.fraction()))
        if said is not None:
            self.around.listen(Said(said, warning=True))

    def state(self) -> dict[str, Any]:
        device = self.around.device
        return {
            "generator": self.pair.generator.state_dict(),
            "discriminator": self.pair.discriminator.state_dict(),
            "generator_optimizer": self.players.generator.state_dict(),
            "discriminator_optimizer": self.players.discriminator.state_dict(),
            "average": self.average.state_dict(),
            "clock": self.clock.state(),
            "shuffle": self.shuffle.state(),
            "judged": self.judged.state(),
            "draws": self.draws.get_state(),
            "random": torch.get_rng_state(),
            "random_cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None,
            "calmed": self.calmed,
        }

    def state_to_fill(self) -> dict[str, Any]:
        return self.state()

    def restore(self, state: dict[str, Any]) -> None:
        self.pair.generator.load_state_dict(state["generator"])
        self.pair.discriminator.load_state_dict(state["discriminator"])
        self.players.generator.load_state_dict(state["generator_optimizer"])
        self.players.discriminator.load_state_dict(state["discriminator_optimizer"])
        self.average.load_state_dict(state["average"])
        self.clock.restore(state["clock"])
        self.shuffle.restore(state["shuffle"])
        self.judged.restore(state["judged"])
        self.draws.set_state(state["draws"])
        torch.set_rng_state(state["random"])
        if state["random_cuda"] is not None:
            torch.cuda.set_rng_state(state["random_cuda"], self.around.device)
        self.calmed = state["calmed"]

    def _set_rates(self) -> None:
        calm = CALMER**self.calmed
        for optimizer, rate in (
            (self.players.generator, self.settings.generator_lr),
            (self.players.discriminator, self.settings.discriminator_lr),
        ):
            for group in optimizer.param_groups:
                group["lr"] = rate * calm

    def _told(self, value: float) -> Stepped:
        clock = self.clock
        return Stepped(
            clock.steps,
            clock.total,
            clock.fraction(),
            clock.epoch(),
            value,
            self.settings.generator_lr * CALMER**self.calmed,
            clock.images_per_second(),
        )


def _adam(network: nn.Module, rate: float, settings: GanSettings) -> torch.optim.Optimizer:
    return build_optimizer(
        network, "adam", lr=rate, weight_decay=0.0, momentum=settings.beta1, beta2=settings.beta2
    )
