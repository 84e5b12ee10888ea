"""What a classifier that knows real pictures alone takes made ones for, class by class."""

from __future__ import annotations

import numpy as np

from huoyan.generator.graph import GeneratorGraph
from huoyan.generator.latents import latents
from huoyan.generator.manifest import ClassOpinion, MadeClass, MadeShare
from huoyan.learn.generate.judging.class_network import ClassNetwork
from huoyan.learn.generate.players.base import Pair
from huoyan.metrics.generated.recognised import recognised
from huoyan.results import Estimate
from huoyan.text import printable
from huoyan.words import Message, joined

# Pictures that are made: of all classes, and of each at least and at most.
MADE, LEAST, MOST = 1000, 20, 100
# So many classes are named in a warning, those that fall short most first.
NAMED = 3


def opinion_of(graph: GeneratorGraph, pair: Pair, knows: ClassNetwork, seed: int) -> ClassOpinion:
    """Of fresh latents, as many of each class. seed: of them."""
    names = knows.classes
    each = max(LEAST, min(MOST, MADE // len(names)))
    wanted = np.tile(np.arange(len(names), dtype=np.int64), each)
    answers = knows.answers(graph(latents(pair.prior, len(wanted), pair.latent, seed), wanted))
    found = recognised(answers, wanted, knows.right.tolist(), knows.n.tolist())
    classes = tuple(
        MadeClass(
            label=printable(name),
            made=_share(one.made),
            real=None if one.real is None else _share(one.real),
            short=one.short,
        )
        for name, one in zip(names, found, strict=True)
    )
    return ClassOpinion(
        classifier=knows.name,
        n_training=knows.n_training,
        n_made=len(wanted),
        n_real=int(knows.n.sum()),
        made=float((answers == wanted).mean()),
        real=knows.balanced_accuracy,
        classes=classes,
    )


def short_told(opinion: ClassOpinion) -> Message | None:
    """What is to be said of classes whose made pictures are not taken for them."""
    short = sorted(opinion.short, key=lambda each: each.made.value)
    if not short:
        return None
    told = [
        Message(
            "generate.short_class",
            name=each.label,
            made=each.made.value,
            n=each.made.n,
            real=each.real.value,
            n_real=each.real.n,
        )
        for each in short[:NAMED]
        if each.real is not None
    ]
    return Message(
        "generate.short_classes", n=len(short), of=len(opinion.classes), shown=joined(told, "semicolon")
    )


def _share(found: Estimate) -> MadeShare:
    return MadeShare(value=found.value, low=found.low, high=found.high, n=found.n)
