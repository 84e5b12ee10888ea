"""The picture itself, small: means of its pixels on a coarse grid."""

from __future__ import annotations

import math

from huoyan.learn.features.descriptions.cells import pooled, sharp
from huoyan.learn.features.descriptions.plain_operators import scaled
from huoyan.learn.features.descriptions.planes import planes
from huoyan.learn.graph_builder import GraphBuilder

OWN_SIDE = 32  # up to this, every pixel
SIDE = 16


def pixels(graph: GraphBuilder, images: str, sides: tuple[int, int, int]) -> str:
    """(N, C h w): h, w the picture's own up to 32, else at most 16.

    Divided by the root of their count, so that the length of a row is the root mean square of the picture.
    """
    height, width, channels = sides
    found, h, w = planes(graph, images), height, width
    if max(height, width) > OWN_SIDE:
        h, w = min(height, SIDE), min(width, SIDE)
        found = pooled(graph, found, sharp(height, h), sharp(width, w))
    return graph.add("Flatten", scaled(graph, found, 1 / math.sqrt(channels * h * w)), axis=1)
