"""Several descriptions joined into one graph of features."""

from __future__ import annotations

from collections.abc import Sequence

from huoyan.errors import UsageError
from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.features.descriptions.plain_operators import scaled
from huoyan.learn.graph_builder import IMAGES, GraphBuilder
from huoyan.preprocess import Preprocess
from huoyan.words import Listed, Message

# The best together on average over seven sets with ridge and with an SVM (benchmarks/classical_features.py):
# colours and patterns tell photos apart, gradients and edges small pictures; pixels and shape add nothing.
CLASSICAL = ("hog", "lbp", "colour", "edges")
PHOTO_SIDE = 128
# Beside a network: larger pictures are made smaller by a whole factor, down to no less than this.
LEAST_JOINED_SIDE = 112
LEAST_SIDE = 8  # smaller pictures are enlarged: a pattern needs its neighbours
# So that two pictures of one set are about as far apart in each description: one over the root of the total
# variance, the median over the seven sets of benchmarks/classical_features.py.
UNITS = {"hog": 0.36, "lbp": 0.8, "colour": 1.2, "edges": 1.4, "shape": 0.13, "pixels": 4.0}


def classical(names: Sequence[str], preprocess: Preprocess) -> FeatureGraph:
    """The descriptions `names` of pictures of `preprocess`, side by side, of like weight each.

    Raises UsageError (usage.features) for no name, a name twice or one that there is not.
    """
    _check(names)
    sides = (preprocess.height, preprocess.width, preprocess.channels)
    graph = GraphBuilder(*sides)
    return FeatureGraph(
        name="+".join(names),
        model=graph.model(**{FEATURES: add_descriptions(graph, names, IMAGES, preprocess)}),
        preprocess=preprocess,
        begun_from=(),
    )


def add_descriptions(graph: GraphBuilder, names: Sequence[str], images: str, preprocess: Preprocess) -> str:
    """The tensor of the descriptions `names` of `images`, pictures of `preprocess`."""
    sides = (preprocess.height, preprocess.width, preprocess.channels)
    blocks = [scaled(graph, DESCRIPTIONS[name](graph, images, sides), UNITS[name]) for name in names]
    return blocks[0] if len(blocks) == 1 else graph.add("Concat", *blocks, axis=1)


def _check(names: Sequence[str]) -> None:
    known = Listed(DESCRIPTIONS, None)
    if not names:
        raise UsageError(Message("features.none", known=known), code="usage.features")
    for name in names:
        if name not in DESCRIPTIONS:
            raise UsageError(Message("features.unknown", name=name, known=known), code="usage.features")
        if list(names).count(name) > 1:
            raise UsageError(Message("features.twice", name=name), code="usage.features")
