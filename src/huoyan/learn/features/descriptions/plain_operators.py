"""Plain operators by short names: sums, products and roots of tensors, and of tensors with numbers."""

from __future__ import annotations

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder


def number(graph: GraphBuilder, value: float) -> str:
    return graph.constant(np.array(value, dtype=np.float32))


def added(graph: GraphBuilder, first: str, *others: str) -> str:
    for other in others:
        first = graph.add("Add", first, other)
    return first


def less(graph: GraphBuilder, first: str, second: str) -> str:
    return graph.add("Sub", first, second)


def times(graph: GraphBuilder, first: str, *others: str) -> str:
    for other in others:
        first = graph.add("Mul", first, other)
    return first


def scaled(graph: GraphBuilder, tensor: str, factor: float) -> str:
    return graph.add("Mul", tensor, number(graph, factor))


def shifted(graph: GraphBuilder, tensor: str, by: float) -> str:
    return graph.add("Add", tensor, number(graph, by))


def clipped(graph: GraphBuilder, tensor: str, low: float, high: float) -> str:
    return graph.add("Clip", tensor, number(graph, low), number(graph, high))


def summed(graph: GraphBuilder, tensor: str, *axes: int) -> str:
    """The sum over `axes`, which stay with side 1."""
    return graph.add("ReduceSum", tensor, graph.constant(np.array(axes)), keepdims=1)


def reshaped(graph: GraphBuilder, tensor: str, *sides: int) -> str:
    """As `sides`; 0 keeps that side of `tensor`."""
    return graph.add("Reshape", tensor, graph.constant(np.array(sides)))


def root(graph: GraphBuilder, tensor: str, least: float) -> str:
    """The square root of what is not negative, less steep than 0.5 / sqrt(least) near 0, where it is 0.

    A plain root has no bound to its slope: it makes a rounding of 1e-8 a difference of 1e-4.
    """
    raised = graph.add("Sqrt", shifted(graph, tensor, least))
    return shifted(graph, raised, -float(np.sqrt(np.float32(least))))


def hats(graph: GraphBuilder, places: str, count: int, axis: int) -> str:
    """Shares in the bins 0..count-1 of real `places`, whose side along `axis` (of 4) is 1.

    A place between two bins is shared by them in proportion, so that a rounding of it moves no more
    than a rounding; outside of 0..count-1 the shares are smaller than 1.
    """
    sides = [1] * 4
    sides[axis] = count
    middles = graph.constant(np.arange(count, dtype=np.float32).reshape(sides))
    apart = graph.add("Abs", less(graph, places, middles))
    return graph.add("Relu", less(graph, number(graph, 1), apart))
