"""Histograms of oriented gradients in cells, normalised in blocks of 2 x 2 (Dalal and Triggs 2005).

Each cell is normalised by the four blocks that it lies in. Its 36 numbers are kept as their sums over the
blocks (9) and over the directions (4), as in Felzenszwalb and others 2010: a third of the numbers.
"""

from __future__ import annotations

import numpy as np

from huoyan.learn.features.descriptions.cells import count_of, soft
from huoyan.learn.features.descriptions.gradients import directed
from huoyan.learn.features.descriptions.plain_operators import (
    added,
    clipped,
    scaled,
    shifted,
    summed,
    times,
)
from huoyan.learn.features.descriptions.planes import grey
from huoyan.learn.graph_builder import GraphBuilder

DIRECTIONS = 9
CELL = 16  # pixels of a photo of 128
LEAST_CELLS = 7
MOST = 0.2  # of a block's norm in one direction
WEAKEST = 0.02  # mean strength of edges, in 0..1, below which a block is not raised to full norm
# Means over the four blocks and over the nine directions, in units of like size.
BY_DIRECTION, BY_BLOCK = 1 / 2, 1 / np.sqrt(2 * DIRECTIONS)


def hog(graph: GraphBuilder, images: str, sides: tuple[int, int, int]) -> str:
    """(N, 13 h w) for a grid of h x w cells: 9 directions and 4 blocks of each."""
    height, width, channels = sides
    h, w = count_of(height, CELL, LEAST_CELLS), count_of(width, CELL, LEAST_CELLS)
    cells = directed(graph, grey(graph, images, channels), DIRECTIONS, (soft(height, h), soft(width, w)))
    norms = _norms(graph, cells)
    normalised = [
        clipped(graph, graph.add("Div", cells, _part(graph, norms, y, x, h, w)), 0, MOST)
        for y in (0, 1)
        for x in (0, 1)
    ]
    directions = scaled(graph, added(graph, *normalised), BY_DIRECTION)
    blocks = [scaled(graph, summed(graph, each, 1), BY_BLOCK) for each in normalised]
    return graph.add("Flatten", graph.add("Concat", directions, *blocks, axis=1), axis=1)


def _norms(graph: GraphBuilder, cells: str) -> str:
    """Of all blocks of 2 x 2 cells, (N, 1, h + 1, w + 1); those at the border hold its cells twice."""
    energy = summed(graph, times(graph, cells, cells), 1)
    wide = graph.add("Pad", energy, graph.constant(np.array([0, 0, 1, 1, 0, 0, 1, 1])), mode="edge")
    mean = graph.add("AveragePool", wide, kernel_shape=[2, 2], strides=[1, 1])
    return graph.add("Sqrt", shifted(graph, scaled(graph, mean, 4), WEAKEST**2))


def _part(graph: GraphBuilder, norms: str, top: int, left: int, height: int, width: int) -> str:
    bounds = ([top, left], [top + height, left + width], [2, 3])
    return graph.add("Slice", norms, *(graph.constant(np.array(each)) for each in bounds))
