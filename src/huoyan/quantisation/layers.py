"""Which layers of a graph can be int8, how much of the arithmetic each is, and what goes with them.

A layer is a convolution or a product with fixed weights. Three kinds stay float from the start, as they cost
little and hurt much: the last ones, behind which no other comes (a classifier, the boxes and scores of a
detector, the distances of a head); those that compute once a picture and not at each place (a head, squeeze
and excitation); and transposed convolutions, for which engines have no int8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnx

WEIGHTED = ("Conv", "MatMul", "Gemm")
# What engines compute in int8 between two layers, so that nothing turns to float and back on the way.
BETWEEN = ("Add", "Concat", "MaxPool", "AveragePool", "GlobalAveragePool", "Resize", "LeakyRelu")
# Of these the layer before takes over what they do, or they only move numbers.
CARRIED = ("Relu", "Clip", "Flatten", "Reshape", "Squeeze", "Transpose", "Unsqueeze")


@dataclass(frozen=True, slots=True)
class Layer:
    """name: of its node. products: multiplications for one picture. places: at so many places of it."""

    name: str
    products: int
    places: int
    last: bool = False

    @property
    def fit(self) -> bool:
        """Whether it may be int8."""
        return self.places > 1 and not self.last


def weighted(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """The nodes that are layers, in their order."""
    fixed = {each.name for each in model.graph.initializer}
    return [
        node
        for node in model.graph.node
        if node.op_type in WEIGHTED and node.input[1] in fixed and node.input[0] not in fixed
    ]


def layers_of(model: onnx.ModelProto, shapes: Mapping[str, Sequence[int]]) -> list[Layer]:
    """shapes: of what each of `weighted` gives for one picture, by the name of the tensor."""
    sides = {each.name: list(each.dims) for each in model.graph.initializer}
    nodes = weighted(model)
    before = _before_a_layer(model, {node.name for node in nodes})
    return [
        _layer(node, list(shapes[node.output[0]]), sides[node.input[1]], node.output[0] not in before)
        for node in nodes
    ]


def _layer(node: onnx.NodeProto, gives: list[int], weights: list[int], last: bool) -> Layer:
    if node.op_type == "Conv":
        each, places = _product(weights[1:]), _product(gives[2:])
    else:
        turned = any(x.name == "transB" and x.i for x in node.attribute)
        each, places = weights[-1 if turned else -2], _product(gives[1:-1])
    return Layer(node.name, _product(gives[1:]) * each, places, last)


def _product(sides: Sequence[int]) -> int:
    found = 1
    for side in sides:
        found *= side
    return found


def _before_a_layer(model: onnx.ModelProto, layers: set[str]) -> set[str]:
    """The tensors that a layer takes, by way of whatever."""
    takers = _takers(model)
    found: set[str] = set()
    for node in reversed(model.graph.node):  # in ONNX the nodes stand in the order of their computation
        for name in node.output:
            if any(taker.name in layers or found & set(taker.output) for taker in takers[name]):
                found.add(name)
    return found


def nodes_with(model: onnx.ModelProto, chosen: set[str]) -> list[str]:
    """The names of the nodes to be int8: the layers `chosen`, and what lies between two of them.

    A node between takes only what is int8 already, so that the sums of a transformer are not rounded anew at
    every block, and nothing that is fixed; a chosen layer is behind it.
    """
    givers = {name: node for node in model.graph.node for name in node.output}
    fixed = {each.name for each in model.graph.initializer}
    wanted = _before_a_layer(model, chosen)
    taken = set(chosen)
    for node in model.graph.node:
        before = [givers[name].name for name in node.input if name in givers]
        moves = node.op_type in CARRIED
        sums = node.op_type in BETWEEN and (node.op_type == "Resize" or not fixed & set(node.input))
        if (
            before
            and taken.issuperset(before)
            and (moves or sums)
            and any(name in wanted for name in node.output)
        ):
            taken.add(node.name)
    return [node.name for node in model.graph.node if node.name in taken]


def named(model: onnx.ModelProto) -> onnx.ModelProto:
    """Each node with a name of its own, which not every exporter gives."""
    known: set[str] = set()
    for at, node in enumerate(model.graph.node):
        if not node.name or node.name in known:
            node.name = f"{node.op_type.lower()}_{at}"
        known.add(node.name)
    return model


def _takers(model: onnx.ModelProto) -> dict[str, list[onnx.NodeProto]]:
    found: dict[str, list[onnx.NodeProto]] = defaultdict(list)
    for node in model.graph.node:
        for name in node.input:
            found[name].append(node)
    return found
