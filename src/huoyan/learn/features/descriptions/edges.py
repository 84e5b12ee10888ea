"""How strong the edges are by place and direction, at several scales; not normalised, unlike `hog`."""

from __future__ import annotations

from huoyan.learn.features.descriptions.cells import count_of, pooled, sharp, soft
from huoyan.learn.features.descriptions.gradients import directed
from huoyan.learn.features.descriptions.plain_operators import root
from huoyan.learn.features.descriptions.planes import grey
from huoyan.learn.graph_builder import GraphBuilder

SCALES, DIRECTIONS, GRID = (1, 2, 4), 6, 4
FAINT = 1e-3  # mean strength in 0..1 below which its root is flattened


def edges(graph: GraphBuilder, images: str, sides: tuple[int, int, int]) -> str:
    """Roots of mean strengths: a grid of 4 x 4 cells for each of 6 directions and 3 scales, (N, 288)."""
    height, width, channels = sides
    brightness = grey(graph, images, channels)
    found = []
    for scale in SCALES:
        h, w = count_of(height, scale), count_of(width, scale)
        smaller = brightness if scale == 1 else pooled(graph, brightness, sharp(height, h), sharp(width, w))
        cells = soft(h, min(GRID, h)), soft(w, min(GRID, w))
        strengths = root(graph, directed(graph, smaller, DIRECTIONS, cells), FAINT)
        found.append(graph.add("Flatten", strengths, axis=1))
    return graph.add("Concat", *found, axis=1)
