"""A generator judged from time to time, and its best weights so far by KID."""

from __future__ import annotations

import dataclasses
import math
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor

from huoyan.generator.latents import latents
from huoyan.learn.fit.clock import Clock
from huoyan.learn.fit.validation import artifact_copy
from huoyan.learn.generate.judging.judge import Judge
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.optimize.weight_average import WeightAverage
from huoyan.runs.judgement import Judgement
from huoyan.words import Message

# Diversity below this share of that of real pictures: the same few pictures are made again and again.
COLLAPSED = 0.25
BATCH = 64
# Pictures that are kept of each look, to show how they became.
GLIMPSE = 8


class JudgedWeights:
    """Judges the average of the weights, always on the same latents, so that only the weights differ."""

    def __init__(
        self, pair: Pair, average: WeightAverage, judge: Judge, looks: int, seed: int, *, varies: bool = False
    ) -> None:
        """looks: how often in a training. varies: whether what the discriminator sees is."""
        self._remedy = Message("generate.varies_already" if varies else "generate.vary")
        self.pair, self.average, self.judge, self.looks = pair, average, judge, looks
        self.history: list[Judgement] = []
        self.glimpses: list[np.ndarray] = []
        self.best_state: dict[str, Tensor] = {}
        self._best: float | None = None
        self._looked = 0
        self._collapsed = False
        self._losses = (0.0, 0.0)
        self._steps = 0
        self._latents = torch.from_numpy(latents(pair.prior, len(judge.made), pair.latent, seed))
        self._classes = torch.from_numpy(judge.made)

    def state(self) -> dict[str, Any]:
        return {
            "history": [dataclasses.asdict(entry) for entry in self.history],
            "glimpses": [torch.from_numpy(each) for each in self.glimpses],
            "best_state": self.best_state,
            "best": self._best,
            "looked": self._looked,
            "collapsed": self._collapsed,
            "losses": self._losses,
            "steps": self._steps,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.history = [Judgement(**entry) for entry in state["history"]]
        self.glimpses = [each.numpy() for each in state["glimpses"]]
        self.best_state, self._best = dict(state["best_state"]), state["best"]
        self._looked, self._collapsed = state["looked"], state["collapsed"]
        generator, discriminator = state["losses"]
        self._losses, self._steps = (generator, discriminator), state["steps"]

    def stepped(self, generator_loss: float, discriminator_loss: float) -> None:
        """The losses of a step, for their means."""
        self._losses = (self._losses[0] + generator_loss, self._losses[1] + discriminator_loss)
        self._steps += 1

    def due(self, clock: Clock) -> bool:
        """Whether another of the looks is to be taken."""
        return int(clock.fraction() * self.looks) > self._looked

    def run(self, clock: Clock) -> tuple[Judgement, bool, Message | None]:
        """The judgement now, whether the weights are the best so far, and what is to be said of it."""
        began = time.perf_counter()
        made = self.made()
        self.glimpses.append(made[:GLIMPSE].copy())
        figures = self.judge(made)
        self._looked = int(clock.fraction() * self.looks)
        best = self._best is None or figures.kid < self._best
        if best:
            self._best = figures.kid
            with self.average.applied(self.pair.generator):
                state = self.pair.generator.state_dict()
                self.best_state = {name: artifact_copy(tensor) for name, tensor in state.items()}
        clock.validated(time.perf_counter() - began)
        generator, discriminator = (loss / self._steps if self._steps else None for loss in self._losses)
        judgement = Judgement(
            epoch=clock.epoch(),
            n=figures.n_made,
            kid=figures.kid,
            deviation=figures.deviation,
            precision=figures.precision,
            recall=figures.recall,
            diversity=None if math.isnan(figures.diversity) else figures.diversity,
            generator_loss=generator,
            discriminator_loss=discriminator,
            images_per_second=clock.images_per_second(),
            seconds=clock.seconds(),
        )
        self._losses, self._steps = (0.0, 0.0), 0
        self.history.append(judgement)
        return judgement, best, self._told(judgement)

    def made(self) -> np.ndarray:
        """What the average of the weights makes, uint8 (N, H, W, C)."""
        generator = self.pair.generator
        like = next(generator.parameters())
        generator.eval()
        with self.average.applied(generator), torch.inference_mode():
            batches = zip(torch.split(self._latents, BATCH), torch.split(self._classes, BATCH), strict=True)
            parts = [
                self.pair.pixels(generator(z.to(like), classes.to(like.device))).cpu()
                for z, classes in batches
            ]
        generator.train()
        return torch.cat(parts).numpy()

    def _told(self, judgement: Judgement) -> Message | None:
        """Said when diversity falls below the floor, not again while it stays there."""
        before = self._collapsed
        self._collapsed = judgement.diversity is not None and judgement.diversity < COLLAPSED
        if not self._collapsed or before:
            return None
        return Message(
            "generate.collapsed", diversity=judgement.diversity, n=judgement.n, remedy=self._remedy
        )
