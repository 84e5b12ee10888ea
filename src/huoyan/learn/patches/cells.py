"""Places of a picture without a network: colours and edges of cells, and of the eight cells about each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.features.descriptions.cells import sharp
from huoyan.learn.features.descriptions.gradients import directed
from huoyan.learn.features.descriptions.plain_operators import scaled
from huoyan.learn.features.descriptions.planes import grey, planes
from huoyan.learn.graph_builder import IMAGES, GraphBuilder
from huoyan.preprocess import Preprocess

CELL = 8  # pixels
DIRECTIONS = 8
# So that both tell like much: one over the root of the usual variance.
OF_COLOURS, OF_EDGES = 2.0, 8.0


def _colours(graph: GraphBuilder, sides: tuple[int, int, int]) -> str:
    """(N, 3 C, h, w): of each channel the mean, the brightest and the darkest pixel."""
    whole = planes(graph, IMAGES)
    window = {"kernel_shape": [CELL, CELL], "strides": [CELL, CELL]}
    bright = graph.add("MaxPool", whole, **window)
    dark = graph.add("Neg", graph.add("MaxPool", graph.add("Neg", whole), **window))
    mean = graph.add("AveragePool", whole, **window)
    return scaled(graph, graph.add("Concat", mean, bright, dark, axis=1), OF_COLOURS)


def _edges(graph: GraphBuilder, sides: tuple[int, int, int]) -> str:
    """(N, 8, h, w): the mean strength of edges in each direction."""
    height, width, channels = sides
    across = (_means(height), _means(width))
    return scaled(graph, directed(graph, grey(graph, IMAGES, channels), DIRECTIONS, across), OF_EDGES)


# By the names of the descriptions of whole pictures that see the same.
OF_CELLS: Mapping[str, Callable[[GraphBuilder, tuple[int, int, int]], str]] = {
    "colour": _colours,
    "edges": _edges,
}


def cell_features(names: list[str], preprocess: Preprocess) -> FeatureGraph:
    """The descriptions `names` of each cell, and their means over it and those about it: (N, D, h, w)."""
    sides = (preprocess.height, preprocess.width, preprocess.channels)
    graph = GraphBuilder(*sides)
    found = [OF_CELLS[name](graph, sides) for name in names]
    own = found[0] if len(found) == 1 else graph.add("Concat", *found, axis=1)
    about = graph.add(
        "AveragePool", own, kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1], count_include_pad=0
    )
    return FeatureGraph(
        name="+".join(names),
        model=graph.model(**{FEATURES: graph.add("Concat", own, about, axis=1)}),
        preprocess=preprocess,
        begun_from=(),
    )


def _means(side: int) -> np.ndarray:
    """(cells, side): the mean over each whole cell."""
    count = side // CELL
    return np.pad(sharp(count * CELL, count), ((0, 0), (0, side - count * CELL)))
