"""Which network judges made pictures, by its name: figures of different ones cannot be compared."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from huoyan.artifact.checksum import sha256_file
from huoyan.data.home_folder import at_home
from huoyan.errors import UsageError
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.classical import CLASSICAL, classical
from huoyan.learn.generate.judging.judge import Judge, Look
from huoyan.learn.generate.run.real_pictures import RealPictures
from huoyan.learn.head_training.vectors import fastest_runtime, vectors_of
from huoyan.learn.weights.carded import card_of
from huoyan.preprocess import Preprocess
from huoyan.runs.generation import Generation
from huoyan.runs.named_network import NamedNetwork
from huoyan.runs.weight_cards.card import Card
from huoyan.words import Message

# Pictures on each side of a judgement, and judgements of a training: at most and at least.
MOST, LEAST = 500, 100
LOOKS, LEAST_LOOKS = 20, 4
# Of the time that a training has, for all judgements together.
SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Eye:
    """What looks at pictures. name: what figures are told with."""

    name: str
    look: Look


def open_eye(asked: Generation, preprocess: Preprocess) -> Eye:
    """The network of --weights, else descriptions without a network, of pictures as `preprocess` gives them.

    Raises UsageError (usage.card) for weights of which nobody says what they are.
    """
    graph = _graph(asked, preprocess)
    runtime = fastest_runtime(graph, asked.recipe.threads)

    def look(pixels: np.ndarray) -> np.ndarray:
        prepared = [graph.preprocess(each).pixels for each in pixels]
        return vectors_of(runtime, np.stack(prepared))

    return Eye(_name(graph, asked), look)


def _name(graph: FeatureGraph, asked: Generation) -> str:
    """With the beginning of the file's sha256: other weights of the same network see otherwise."""
    weights = asked.recipe.weights
    return graph.name if weights is None else f"{graph.name} ({sha256_file(at_home(weights))[:8]})"


def judge_by(eye: Eye, real: RealPictures, seed: int, budget_s: float | None) -> tuple[Judge, int]:
    """The judge, and how often it looks. As many pictures are made as there are real ones to compare with, of
    their classes, but a hundred at least; where one judgement takes much of the time, fewer."""
    pixels, _ = real.part(real.judged_by)
    chosen = np.random.default_rng(seed).permutation(len(pixels))[:MOST]
    judge = _judge(eye, real, chosen)
    if budget_s is None:
        return judge, LOOKS
    began = time.perf_counter()
    judge(pixels[np.resize(chosen, len(judge.made))])
    costs, all_looks = time.perf_counter() - began, SHARE * budget_s
    if LEAST_LOOKS * costs > all_looks:
        n = max(LEAST, int(len(chosen) * all_looks / (LEAST_LOOKS * costs)))
        return _judge(eye, real, chosen[:n]), LEAST_LOOKS
    return judge, max(LEAST_LOOKS, min(LOOKS, int(all_looks / costs)))


def _judge(eye: Eye, real: RealPictures, chosen: np.ndarray) -> Judge:
    pixels, classes = real.part(real.judged_by)
    made = np.resize(classes[chosen], max(LEAST, len(chosen)))
    return Judge(eye.look, eye.look(pixels[chosen]), classes[chosen], made)


def judging_card(asked: Generation) -> Card | None:
    """What the file of --weights is, None without one. Raises UsageError: usage.weights, usage.card."""
    weights = asked.recipe.weights
    if weights is None:
        return card_of(None, asked.recipe.card)
    file = at_home(weights)
    if not file.is_file():
        raise UsageError(Message("generate.no_weights", file=file), code="usage.weights")
    card = card_of(weights, asked.recipe.card)
    if card is None:
        raise UsageError(Message("generate.unknown_judge", file=file.name), code="usage.card")
    return card


def _graph(asked: Generation, preprocess: Preprocess) -> FeatureGraph:
    recipe, card = asked.recipe, judging_card(asked)
    if card is None:
        return classical(CLASSICAL, preprocess)
    return backbone_features(card.model, NamedNetwork(recipe.weights, card=recipe.card))
