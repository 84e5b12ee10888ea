"""The figures of the generator as it ships: what it makes of fresh latents, beside real pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from huoyan.generator.graph import GeneratorGraph
from huoyan.generator.latents import latents
from huoyan.generator.manifest import MadeFigures
from huoyan.learn.generate.judging.class_network import ClassNetwork
from huoyan.learn.generate.judging.class_opinion import opinion_of
from huoyan.learn.generate.judging.judge import Judge
from huoyan.learn.generate.judging.judges import Eye
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.generate.run.real_pictures import RealPictures
from huoyan.metrics.generated.figures import generated_figures
from huoyan.metrics.generated.memorisation import Memorised, memorised

# Training pictures among which the nearest is looked for; the least of others that tell what chance gives.
MOST_TRAINING, LEAST_OTHERS = 5000, 20
# Of the seed, so that the classifier sees pictures that are shown nowhere else.
OPINION = 1000
# What made pictures may be beyond chance before it is said that they are copies.
BEYOND_CHANCE, WITHOUT_CHANCE = 0.2, 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """figures of the pictures `made`, uint8, of `classes`. copies: where each lies among those of training
    whose numbers are `among`, int64."""

    figures: MadeFigures
    made: np.ndarray
    classes: np.ndarray
    copies: Memorised
    among: np.ndarray

    @property
    def memorising(self) -> bool:
        """Whether more of them are nearly training pictures than chance explains."""
        chance = self.figures.by_chance
        if chance is None:
            return self.figures.memorised > WITHOUT_CHANCE
        return self.figures.memorised > chance + BEYOND_CHANCE


def measure(
    graph: GeneratorGraph,
    pair: Pair,
    judging: tuple[Eye, Judge],
    knows: ClassNetwork | None,
    real: RealPictures,
    seed: int,
) -> Measured:
    """knows: the classes. seed: of latents that no judgement has seen."""
    eye, judge = judging
    z = latents(pair.prior, len(judge.made), pair.latent, seed)
    made = graph(z, judge.made)
    rows = eye.look(made)
    figures = generated_figures(rows, judge.real, judge.made, judge.real_classes)
    n = len(real.train.pixels)
    among = np.sort(np.random.default_rng(seed).permutation(n)[:MOST_TRAINING])
    training = eye.look(real.train.pixels[among])
    copies = memorised(rows, training)
    others = (
        judge.real if real.judged_by == "val" else eye.look(real.val.pixels) if len(real.val.pixels) else ()
    )
    chance = memorised(np.asarray(others), training).share if len(others) >= LEAST_OTHERS else None
    told = MadeFigures(
        judge=eye.name,
        part="val" if real.judged_by == "val" else "train",
        n_made=figures.n_made,
        n_real=figures.n_real,
        n_training=len(among),
        kid=figures.kid,
        deviation=figures.deviation,
        precision=figures.precision,
        recall=figures.recall,
        diversity=None if math.isnan(figures.diversity) else figures.diversity,
        memorised=copies.share,
        by_chance=chance,
        opinion=None if knows is None else opinion_of(graph, pair, knows, seed + OPINION),
    )
    return Measured(told, made, judge.made, copies, among)
