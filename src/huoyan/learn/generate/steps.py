"""One step of each player, during which the other one stays as it is, bit by bit.

The usual mistake of hand-written GANs, a discriminator that is trained while it should be still, cannot be
made here: a step asks for gradients of one player alone, and puts back what only passing through the other
one has changed of it, such as the statistics of its batch norms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from huoyan.learn.generate.objectives import OBJECTIVES, ObjectiveName
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.generate.seen_variation import Variation, varied
from huoyan.learn.machine.autocast import autocast


@dataclass(frozen=True, slots=True)
class Game:
    """The rules. r1, r2: weights of the discriminator's squared slope at real pictures (Mescheder et al.
    2018) and at made ones. varies: how all that it sees is varied."""

    objective: ObjectiveName = "relativistic"
    r1: float = 0.0
    r2: float = 0.0
    varies: tuple[Variation, ...] = ()


@dataclass(frozen=True, slots=True)
class Players:
    """A pair, and what changes the weights of each. bf16: whether they compute in it; their weights, the
    losses and what the discriminator sees stay in the precision that they are given in."""

    pair: Pair
    generator: torch.optim.Optimizer
    discriminator: torch.optim.Optimizer
    bf16: bool = False

    def made(self, turn: Turn) -> Tensor:
        with autocast(turn.latents.device, self.bf16):
            pictures: Tensor = self.pair.generator(turn.latents, turn.classes)
        return pictures.to(turn.latents.dtype)

    def scores(self, pictures: Tensor, classes: Tensor) -> Tensor:
        with autocast(pictures.device, self.bf16):
            scores: Tensor = self.pair.discriminator(pictures, classes)
        return scores.to(pictures.dtype)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step is made with: real pictures as the players see them, latents for as many, and the classes
    of both, (N,)."""

    real: Tensor
    latents: Tensor
    classes: Tensor


def discriminator_step(
    players: Players, game: Game, turn: Turn, draws: Generator, *, slopes: float = 1.0
) -> float:
    """The discriminator's loss, which changed its weights, unless it is no number.

    slopes: how much those of the game count in this step, 0: they are not looked at. They cost as much as the
    rest; counted n times as much at every n-th step they do the same (Karras et al. 2020).
    """
    pair = players.pair
    with still(pair.generator), torch.no_grad():
        made = players.made(turn)
    at_real, at_made = slopes * game.r1, slopes * game.r2
    real = varied(turn.real, game.varies, draws).detach().requires_grad_(at_real > 0)
    made = varied(made, game.varies, draws).detach().requires_grad_(at_made > 0)
    scores, made_scores = players.scores(real, turn.classes), players.scores(made, turn.classes)
    loss = OBJECTIVES[game.objective].discriminator(scores, made_scores)
    whole = loss
    if at_real > 0:
        whole = whole + at_real / 2 * squared_slope(scores, real)
    if at_made > 0:
        whole = whole + at_made / 2 * squared_slope(made_scores, made)
    return _learn(players.discriminator, whole, loss)


def generator_step(players: Players, game: Game, turn: Turn, draws: Generator) -> float:
    """The generator's loss, which changed its weights, unless it is no number."""
    pair, objective = players.pair, OBJECTIVES[game.objective]
    with still(pair.discriminator):
        scores = players.scores(varied(players.made(turn), game.varies, draws), turn.classes)
        real_scores = scores
        if objective.pairs:
            with torch.no_grad():
                real_scores = players.scores(varied(turn.real, game.varies, draws), turn.classes)
        loss = objective.generator(real_scores, scores)
        return _learn(players.generator, loss, loss)


def squared_slope(scores: Tensor, pictures: Tensor) -> Tensor:
    """Mean over the pictures of the squared gradient of a picture's score by its pixels."""
    (slopes,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return slopes.square().sum((1, 2, 3)).mean()


@contextmanager
def still(network: nn.Module) -> Iterator[None]:
    """Within the block no weight of it is asked for gradients; after it all is as it was before.

    It goes on in its mode: batch norms of one in training take the batch's own mean and variance.
    """
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    kept = [(buffer, buffer.clone()) for buffer in network.buffers()]
    for parameter in trained:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in trained:
            parameter.requires_grad_(True)
        with torch.no_grad():
            for buffer, before in kept:
                buffer.copy_(before)


def _learn(optimizer: torch.optim.Optimizer, whole: Tensor, loss: Tensor) -> float:
    """A step down `whole`; the value of `loss`, or of `whole` where that is no number."""
    optimizer.zero_grad(set_to_none=True)
    whole.backward()  # type: ignore[no-untyped-call]
    total = whole.item()
    if math.isfinite(total):
        optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.item() if math.isfinite(total) else total
