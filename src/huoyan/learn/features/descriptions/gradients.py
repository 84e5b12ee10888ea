"""Gradients of brightness, and how strong they are in each direction."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from huoyan.learn.features.descriptions.cells import pooled
from huoyan.learn.features.descriptions.plain_operators import added, number, scaled, shifted, times
from huoyan.learn.graph_builder import GraphBuilder

_NONE = 1e-12  # keeps 0 / 0 out of the arctangent; far below a grey level


def gradients(graph: GraphBuilder, brightness: str) -> tuple[str, str]:
    """Differences of the two neighbours, across and down, of (N, 1, H, W); the border is repeated."""
    wide = graph.add("Pad", brightness, graph.constant(np.array([0, 0, 1, 1, 0, 0, 1, 1])), mode="edge")
    across = np.zeros((1, 1, 3, 3), dtype=np.float32)
    across[0, 0, 1] = [-1, 0, 1]
    down = across.transpose(0, 1, 3, 2)
    return graph.add("Conv", wide, graph.constant(across)), graph.add("Conv", wide, graph.constant(down))


def strength(graph: GraphBuilder, across: str, down: str) -> str:
    return graph.add("Sqrt", added(graph, times(graph, across, across), times(graph, down, down)))


def directed(
    graph: GraphBuilder, brightness: str, directions: int, cells: tuple[np.ndarray, np.ndarray]
) -> str:
    """Mean strength by direction in each cell, (N, directions, h, w); `cells`: the matrices of `pooled`.

    Direction k is k * 180 / directions - 90 degrees, without sign. What lies between two is shared by them
    in proportion, so nothing jumps: where the angle does, from -90 to 90, both are the same direction.
    """
    across, down = gradients(graph, brightness)
    still = graph.add("Cast", graph.add("Equal", across, number(graph, 0)), to=TensorProto.FLOAT)
    slope = graph.add("Div", down, added(graph, across, scaled(graph, still, _NONE)))
    angle = scaled(graph, graph.add("Atan", slope), directions / np.pi)
    strong = strength(graph, across, down)
    places = times(graph, shifted(graph, angle, directions / 2), strong)
    # A share max(0, 1 - |place - k|) is a second difference of ramps max(0, place - k). These are pooled
    # first: one map each instead of one for every step of the formula, three times as fast.
    ramps = np.array([[1, -k] for k in range(-1, directions + 1)], dtype=np.float32)
    rising = graph.add(
        "Conv", graph.add("Concat", places, strong, axis=1), graph.constant(ramps[:, :, None, None])
    )
    found = pooled(graph, graph.add("Relu", rising), *cells)
    shares = graph.add("Conv", found, graph.constant(_shares_of_ramps(directions)[:, :, None, None]))
    return graph.add("Relu", shares)  # a difference may round to less than nothing


def _shares_of_ramps(directions: int) -> np.ndarray:
    """(directions, directions + 2): of ramps that begin at -1 .. directions."""
    ramps = np.arange(directions + 1)
    differences = np.zeros((directions + 1, directions + 2), dtype=np.float32)
    differences[ramps, ramps] = 1
    differences[ramps, ramps + 1] = -2
    differences[ramps[:-1], ramps[:-1] + 2] = 1
    differences[0] += differences[directions]  # the last direction is the first again
    return differences[:directions]
