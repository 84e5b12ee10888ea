"""Moments of brightness that stay the same when a picture is moved, scaled or turned (Hu 1962)."""

from __future__ import annotations

import numpy as np

from huoyan.learn.features.descriptions.cells import pooled, sharp
from huoyan.learn.features.descriptions.gradients import gradients, strength
from huoyan.learn.features.descriptions.plain_operators import (
    added,
    clipped,
    less,
    number,
    reshaped,
    scaled,
    shifted,
    summed,
    times,
)
from huoyan.learn.features.descriptions.planes import WHITE, WHITE_LUMA, whole_grey
from huoyan.learn.graph_builder import GraphBuilder

# What is brighter than the mean by more than half of it is wholly foreground.
SOFTNESS = 1 / 16
# Ordinary sizes of the seven invariants: below them a value is taken as it is, above by its logarithm.
ORDINARY = np.array([1e-1, 1e-4, 1e-5, 1e-5], dtype=np.float32)
ORDINARY_SIGNED = np.array([1e-6, 1e-4, 1e-6], dtype=np.float32)
FAINT = np.float32(1e-3)  # of an ordinary one: below, a sign is rounding
NONE = 1e-9  # keeps 0 / 0 out of a black picture; far below one grey level of one pixel
DOT = 1e-3  # of the picture: a mass of less is not enlarged to the size of others
# (order down, order across, factor) of each part of the complex moments that turn as whole numbers of angles:
# c11, c20, c30 and c21 (Flusser 2000), whose products are Hu's seven.
PARTS = (
    ((0, 2, 1), (2, 0, 1)),
    ((0, 2, 1), (2, 0, -1)),
    ((1, 1, 2),),
    ((0, 3, 1), (2, 1, -3)),
    ((1, 2, 3), (3, 0, -1)),
    ((0, 3, 1), (2, 1, 1)),
    ((3, 0, 1), (1, 2, 1)),
)


def shape(graph: GraphBuilder, images: str, sides: tuple[int, int, int]) -> str:
    """Seven invariants each of light, dark, foreground and edges, (N, 28), in logarithms.

    Foreground is what is brighter than the picture's mean. Its border is soft: a pixel at a hard one would
    be on either side by rounding. A square picture that is turned by 90 degrees keeps its numbers.
    """
    height, width, channels = sides
    whole = whole_grey(graph, images, channels)
    white = WHITE if channels == 1 else WHITE_LUMA
    light = scaled(graph, whole, 1 / white)
    dark = scaled(graph, less(graph, number(graph, white), whole), 1 / white)
    mean = pooled(graph, light, sharp(height, 1), sharp(width, 1))
    above = scaled(graph, less(graph, light, mean), 1 / SOFTNESS)
    foreground = clipped(graph, shifted(graph, above, 0.5), 0, 1)
    edges = strength(graph, *gradients(graph, light))
    masses = graph.add("Concat", light, dark, foreground, edges, axis=1)
    return graph.add("Flatten", _invariants(graph, _moments(graph, masses, height, width)), axis=1)


def _moments(graph: GraphBuilder, masses: str, height: int, width: int) -> str:
    """Normalised central moments (N, K, 4, 4), orders down and across, of masses (N, K, H, W)."""
    # Means by matrices: an engine that adds pixel after pixel would round at the fifth digit.
    mean = pooled(graph, masses, sharp(height, 1), sharp(width, 1))
    weights = scaled(graph, graph.add("Div", masses, shifted(graph, mean, NONE)), 1 / (height * width))
    side = max(height, width)
    down = _powers(graph, summed(graph, weights, 3), height, side, 2)
    across = _powers(graph, summed(graph, weights, 2), width, side, 3)
    raw = graph.add("MatMul", graph.add("MatMul", down, weights), across)
    # Scale: a moment of order p + q is divided by the area to the (p + q) / 2.
    halves = np.add.outer(np.arange(4), np.arange(4)) / np.float32(2)
    area = graph.add(
        "Pow",
        scaled(graph, shifted(graph, mean, DOT), height * width / side**2),
        graph.constant(halves.astype(np.float32)),
    )
    return graph.add("Div", raw, area)


def _powers(graph: GraphBuilder, weights: str, count: int, side: int, axis: int) -> str:
    """Powers 0 to 3 of the distances to the centre of mass along `axis`, in the place of the other axis."""
    places = (np.arange(count) - (count - 1) / 2) / side
    along = graph.constant(places.astype(np.float32).reshape((-1, 1) if axis == 2 else (1, -1)))
    centre = summed(graph, times(graph, weights, along), axis)
    apart = less(graph, along, centre)
    square = times(graph, apart, apart)
    ones = shifted(graph, scaled(graph, apart, 0), 1)
    joined = 5 - axis
    found = graph.add("Concat", ones, apart, square, times(graph, square, apart), axis=joined)
    return graph.add("Transpose", found, perm=[0, 1, 3, 2])


def _invariants(graph: GraphBuilder, moments: str) -> str:
    """Hu's seven, (N, K, 7), in logarithms.

    The last three have signs and pass through 0, where a logarithm of their own would magnify rounding: what
    they are of their largest possible value is multiplied by the logarithm of that.
    """
    mixing = np.zeros((4, 4, len(PARTS)), dtype=np.float32)
    for at, part in enumerate(PARTS):
        for down, across, factor in part:
            mixing[down, across, at] = factor
    parts = graph.add("MatMul", reshaped(graph, moments, 0, 0, 16), graph.constant(mixing.reshape(16, -1)))
    spread, a, b, p, q, r, s = graph.many("Split", 7, parts, axis=2, num_outputs=7)
    # (r + is) squared and cubed.
    rr = less(graph, times(graph, r, r), times(graph, s, s))
    rs = scaled(graph, times(graph, r, s), 2)
    u = less(graph, times(graph, rr, r), times(graph, rs, s))
    v = added(graph, times(graph, rr, s), times(graph, rs, r))
    seconds, thirds, turns = _size(graph, a, b), _size(graph, p, q), _size(graph, r, s)
    plain = graph.add("Concat", spread, seconds, thirds, turns, axis=2)
    signed = graph.add(
        "Concat",
        added(graph, times(graph, p, u), times(graph, q, v)),
        added(graph, times(graph, a, rr), times(graph, b, rs)),
        less(graph, times(graph, q, u), times(graph, p, v)),
        axis=2,
    )
    # The largest that each of the signed ones can be, as lengths of what is multiplied in it.
    most_of_three = times(graph, graph.add("Sqrt", times(graph, thirds, turns)), turns)
    most_of_two = times(graph, graph.add("Sqrt", seconds), turns)
    most = graph.add("Concat", most_of_three, most_of_two, most_of_three, axis=2)
    shares = graph.add("Div", signed, added(graph, most, graph.constant(FAINT * ORDINARY_SIGNED)))
    logarithms = times(graph, shares, _logarithm(graph, most, ORDINARY_SIGNED))
    return graph.add("Concat", _logarithm(graph, plain, ORDINARY), logarithms, axis=2)


def _size(graph: GraphBuilder, real: str, imaginary: str) -> str:
    return added(graph, times(graph, real, real), times(graph, imaginary, imaginary))


def _logarithm(graph: GraphBuilder, values: str, ordinary: np.ndarray) -> str:
    return graph.add("Log", shifted(graph, graph.add("Div", values, graph.constant(ordinary)), 1))
