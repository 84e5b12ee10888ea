"""Local binary patterns of the 8 neighbours, counted in cells (Ojala, Pietikainen and Maenpaa 2002).

Which neighbours are at least as bright as the pixel is a pattern of 8 bits; the 58 uniform ones, with at
most two changes around the ring, have a bin each, the others one together. Brightness is compared in whole
numbers, so no engine decides otherwise.
"""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from huoyan.learn.features.descriptions.cells import pooled, soft
from huoyan.learn.features.descriptions.plain_operators import less, number, reshaped, root, summed
from huoyan.learn.features.descriptions.planes import whole_grey
from huoyan.learn.graph_builder import GraphBuilder

# Neighbours (down, right), from the right one on.
RING = ((0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1))
GRID = 4
RARE = 1e-4  # share of the pixels below which the root of a share is flattened


def uniform_patterns() -> np.ndarray:
    """(58, 8) of 0 and 1, by the order of RING."""
    every = (np.arange(256)[:, None] >> np.arange(8)) & 1
    changes = (every != np.roll(every, 1, axis=1)).sum(axis=1)
    return np.asarray(every[changes <= 2])


def lbp(graph: GraphBuilder, images: str, sides: tuple[int, int, int]) -> str:
    """Roots of the shares of 59 patterns in 4 x 4 cells, (N, 944). A picture needs 3 x 3 pixels."""
    height, width, channels = sides
    bits = _bits(graph, whole_grey(graph, images, channels))
    patterns = uniform_patterns()
    # 1 where all eight bits are those of the pattern, else 0 or less: a table without a look-up. As a product
    # of matrices more than twice as fast as a convolution of one pixel.
    signs = np.column_stack([2 * patterns - 1, 1 - patterns.sum(axis=1)]).astype(np.float32)
    flat = reshaped(graph, bits, 0, len(RING) + 1, (height - 2) * (width - 2))
    matches = graph.add("Relu", graph.add("MatMul", graph.constant(signs), flat))
    matches = reshaped(graph, matches, 0, len(patterns), height - 2, width - 2)
    inner = [(side - 2, min(GRID, side - 2)) for side in (height, width)]
    uniform = pooled(graph, matches, soft(*inner[0]), soft(*inner[1]))
    other = graph.add("Relu", less(graph, number(graph, 1), summed(graph, uniform, 1)))
    shares = graph.add("Concat", uniform, other, axis=1)
    return graph.add("Flatten", root(graph, shares, RARE), axis=1)


def _bits(graph: GraphBuilder, brightness: str) -> str:
    """Whether each of the 8 neighbours is at least as bright, and a ninth 1: (N, 9, H - 2, W - 2)."""
    kernels = np.zeros((len(RING) + 1, 1, 3, 3), dtype=np.float32)
    kernels[: len(RING), 0, 1, 1] = -1
    for at, (down, right) in enumerate(RING):
        kernels[at, 0, 1 + down, 1 + right] = 1
    brighter = graph.add(
        "GreaterOrEqual", graph.add("Conv", brightness, graph.constant(kernels)), number(graph, 0)
    )
    return graph.add("Cast", brighter, to=TensorProto.FLOAT)
