"""A network as a row of stages: traced with torch.fx, blocks taken whole, names and weights as they were."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.nn import functional

# Of several rows of blocks, one with more of their parameters than this is the row of stages.
MOST = 0.9
# What a traced network knows of itself, in its `meta`.
_STAGES = "stages"


def traced(network: nn.Module) -> fx.GraphModule | None:
    """`network`, which must be in evaluation mode, as a graph of its blocks; None where it cannot be traced.

    The modules are those of `network`, by the same names. Dropout that is no module becomes one.
    """
    try:
        graph = _Blocks().trace(network)
        _set_defaults(graph)
        _dropout_as_modules(network, graph)
        found = fx.GraphModule(network, graph)
    except Exception:  # noqa: BLE001 - tracing raises whatever a network does with what has no value yet
        return None
    found.meta[_STAGES] = _names(network, graph)
    return found


def stages_of(network: nn.Module) -> tuple[str, ...]:
    """Names of the stages, from the pixels on; () where `network` was not traced."""
    return tuple(network.meta.get(_STAGES, ())) if isinstance(network, fx.GraphModule) else ()


def nodes_of(name: str, graph: fx.Graph) -> list[fx.Node]:
    """Where the module `name`, or what is in it, is called, in order."""
    calls = [node for node in graph.nodes if node.op == "call_module"]
    return [node for node in calls if f"{node.target}.".startswith(f"{name}.")]


def output_of(graph: fx.Graph) -> fx.Node:
    nodes: list[fx.Node] = list(graph.nodes)
    return nodes[-1]


@torch.no_grad()
def values_of(network: fx.GraphModule, images: Tensor) -> Mapping[fx.Node, Any]:
    """What each node gives for `images`."""
    watched = fx.Interpreter(network, garbage_collect_values=False)
    watched.run(images)
    return watched.env


def divided(network: nn.Module, front: int) -> tuple[fx.GraphModule, fx.GraphModule] | None:
    """The first `front` stages with all before them, and the rest, which takes what they give.

    Both share the modules of `network`; one after the other they compute exactly what it does. None where
    `network` was not traced, has no such stage, or more than one value goes over to the rest.
    """
    names = stages_of(network)
    if not isinstance(network, fx.GraphModule) or not 0 < front <= len(names):
        return None
    nodes = list(network.graph.nodes)
    end = nodes_of(names[front - 1], network.graph)[-1]
    before = set(nodes[: nodes.index(end) + 1])
    rest = [node for node in nodes if node not in before]
    needed = {given for node in rest for given in node.all_input_nodes if given in before}
    if {given for given in needed if given.op != "get_attr"} != {end}:
        return None
    return _part(network, before, end=end), _part(network, set(rest), start=end)


class _Blocks(fx.Tracer):
    """Goes into rows of blocks only: what a block does inside may depend on values."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return not isinstance(m, nn.Sequential)


def _set_defaults(graph: fx.Graph) -> None:
    """Nobody gives a network more than pictures: other arguments are the constants of their defaults."""
    for argument in graph.find_nodes(op="placeholder")[1:]:
        (default,) = argument.args
        for user in list(argument.users):
            user.args = tuple(default if given is argument else given for given in user.args)
            user.kwargs = {
                name: default if given is argument else given for name, given in user.kwargs.items()
            }
        graph.erase_node(argument)


def _dropout_as_modules(network: nn.Module, graph: fx.Graph) -> None:
    """Traced in evaluation mode, a call of dropout would be none for good."""
    for at, node in enumerate(graph.find_nodes(op="call_function", target=functional.dropout)):
        rate = node.kwargs.get("p", node.args[1] if len(node.args) > 1 else 0.5)
        name = f"dropout_{at}"
        network.add_module(name, nn.Dropout(rate))
        with graph.inserting_before(node):
            node.replace_all_uses_with(graph.call_module(name, (node.args[0],)))
        graph.erase_node(node)


def _names(network: nn.Module, graph: fx.Graph) -> tuple[str, ...]:
    """The blocks of the row that holds nearly all (of a Vision Transformer, an EfficientNet), else the rows
    (of a ResNet), else whatever has parameters."""
    parts = {name: _size(part) for name, part in network.named_children() if _size(part)}
    rows = {
        name: size
        for name, size in parts.items()
        if isinstance(network.get_submodule(name), nn.Sequential | nn.ModuleList)
    }
    names = list(rows if len(rows) > 1 else parts)
    largest = max(rows, key=lambda name: rows[name], default=None)
    if largest is not None and rows[largest] > MOST * sum(rows.values()):
        names = [f"{largest}.{name}" for name, _ in network.get_submodule(largest).named_children()]
    return tuple(name for name in names if nodes_of(name, graph))


def _size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _part(
    network: fx.GraphModule, chosen: Set[fx.Node], *, start: fx.Node | None = None, end: fx.Node | None = None
) -> fx.GraphModule:
    """A graph of the nodes `chosen` that is given the value of `start`, and gives that of `end`."""
    graph = fx.Graph()
    copies: dict[fx.Node, fx.Node] = {}
    if start is not None:
        copies[start] = graph.placeholder("given")
    for node in network.graph.nodes:
        if node in chosen or node.op == "get_attr":
            copies[node] = graph.node_copy(node, lambda given: copies[given])
    if end is not None:
        graph.output(copies[end])
    for node in graph.find_nodes(op="get_attr"):
        if not node.users:
            graph.erase_node(node)
    return fx.GraphModule(network, graph)
