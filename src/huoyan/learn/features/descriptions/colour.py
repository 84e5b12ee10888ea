"""Joint histograms of the colours in parts of the picture; bins share the colours that lie between them."""

from __future__ import annotations

import numpy as np

from huoyan.learn.features.descriptions.cells import pooled, sharp
from huoyan.learn.features.descriptions.plain_operators import hats, reshaped, root, scaled, times
from huoyan.learn.features.descriptions.planes import planes
from huoyan.learn.graph_builder import GraphBuilder

BINS, GREY_BINS = 5, 16  # a channel
PARTS = ((1, 1), (3, 1))  # rows and columns: the whole, and upper, middle and lower third
SIDE = 32  # pixels of the picture whose colours are counted
RARE = 1e-4  # share of the pixels below which the root of a share is flattened


def colour(graph: GraphBuilder, images: str, sides: tuple[int, int, int]) -> str:
    """Roots of the shares of 125 colours, or of 16 greys, in each of four parts."""
    height, width, channels = sides
    h, w = min(height, SIDE), min(width, SIDE)
    small = pooled(graph, planes(graph, images), sharp(height, h), sharp(width, w))
    bins = GREY_BINS if channels == 1 else BINS
    places = scaled(graph, reshaped(graph, small, 0, channels, 1, h * w), bins - 1)
    shares = hats(graph, places, bins, axis=2)
    parts = _parts(h, w)
    counted = _greys(graph, shares, parts) if channels == 1 else _colours(graph, shares, parts, bins)
    return graph.add("Flatten", root(graph, counted, RARE), axis=1)


def _parts(height: int, width: int) -> np.ndarray:
    """(P, height * width): each row the mean over one part."""
    grids = [(sharp(height, min(y, height)), sharp(width, min(x, width))) for y, x in PARTS]
    return np.concatenate([np.einsum("yh,xw->yxhw", *each).reshape(-1, height * width) for each in grids])


def _greys(graph: GraphBuilder, shares: str, parts: np.ndarray) -> str:
    return graph.add("MatMul", shares, graph.constant(parts.T))


def _colours(graph: GraphBuilder, shares: str, parts: np.ndarray, bins: int) -> str:
    """(N, 3, bins, pixels) to (N, P, bins * bins, bins)."""
    red, green, blue = graph.many("Split", 3, shares, axis=1, num_outputs=3)
    pixels = parts.shape[1]
    pairs = times(graph, reshaped(graph, red, 0, bins, 1, pixels), green)
    blues = times(
        graph, graph.add("Transpose", blue, perm=[0, 1, 3, 2]), graph.constant(parts[None, :, :, None])
    )
    return graph.add("MatMul", reshaped(graph, pairs, 0, 1, bins * bins, pixels), blues)
