"""A linear classifier that sees the pooled features of a network, and those of its last stages too.

Fewer pictures are needed where the classes are unlike those that the network was trained for: earlier stages
know less of these. The pooled stages cost nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, fx, nn

from huoyan.learn.networks.backbones.stages import nodes_of, output_of, stages_of, traced, values_of

# The layer that gives the logits, from all that is joined.
CLASSIFIER = "joined"
_REPLACED = "replaced"


def join_stages(
    network: nn.Module, last: int, *, classes: int, channels: int, size: int
) -> fx.GraphModule | None:
    """`network` of timm with another classifier, on what it pools and the means of its `last` stages.

    A stage of which the mean is what the network pools anyway does not count. None where `network` cannot be
    traced; it has lost its own classifier also then.
    """
    training, replaced = network.training, classifiers_of_timm(network)
    network.eval().reset_classifier(0)  # type: ignore[operator]
    joined = traced(network)
    if joined is None:
        return None
    given = values_of(joined, torch.rand(2, channels, size, size, generator=torch.Generator().manual_seed(0)))
    features = output_of(joined.graph).args[0]
    if not isinstance(features, fx.Node) or given[features].ndim != 2:
        return None
    means = _means(joined, features, given, network)[-last:]
    width = given[features].shape[1] + sum(n for _, n in means)
    joined.add_submodule(CLASSIFIER, nn.Linear(width, classes))
    _classify(joined.graph, [features, *(node for node, _ in means)])
    joined.recompile()
    joined.meta[_REPLACED] = replaced
    return joined.train(training)


def is_joined(network: nn.Module) -> bool:
    return isinstance(network, fx.GraphModule) and hasattr(network, CLASSIFIER)


def replaced_classifiers(network: nn.Module) -> tuple[str, ...]:
    """Names that the classifier had in timm, and has in files."""
    return tuple(network.meta[_REPLACED]) if isinstance(network, fx.GraphModule) else ()


def without_classifier(network: nn.Module) -> nn.Module:
    """`network`, of timm or joined, which from now on gives features (N, D) in place of logits."""
    if is_joined(network):
        setattr(network, CLASSIFIER, nn.Identity())
    else:
        network.reset_classifier(0)  # type: ignore[operator]
    return network


def classifiers_of_timm(network: nn.Module) -> tuple[str, ...]:
    """Names of the last layers, as timm says them."""
    config = getattr(network, "pretrained_cfg", None) or {}
    stated = config.get("classifier") if isinstance(config, Mapping) else None
    return (stated,) if isinstance(stated, str) else tuple(stated or ())


def _means(
    network: fx.GraphModule, features: fx.Node, given: Mapping[fx.Node, Any], timms: nn.Module
) -> list[tuple[fx.Node, int]]:
    """For each stage a node with the mean of what it gives, and how many numbers that are."""
    found = []
    for name in stages_of(network):
        node = nodes_of(name, network.graph)[-1]
        value = given[node]
        if not isinstance(value, Tensor) or value.ndim not in (2, 3, 4):
            continue
        mean = _mean(value, value.ndim, timms)
        if mean.shape == given[features].shape and torch.allclose(mean, given[features], atol=1e-5):
            continue
        with network.graph.inserting_before(output_of(network.graph)):
            found.append((_mean(fx.Proxy(node), value.ndim, timms).node, mean.shape[1]))
    return found


def _mean(given: Any, axes: int, timms: nn.Module) -> Any:
    """(N, D) over the places of a map, or over the tokens that stand for places: of a tensor, or a proxy."""
    if axes == 2:
        return given[:]
    if axes == 3:
        return given[:, int(getattr(timms, "num_prefix_tokens", 0) or 0) :].mean(1)
    channels_last = str(getattr(timms, "output_fmt", "")).upper().endswith("NHWC")
    return given.mean((1, 2) if channels_last else (2, 3))


def _classify(graph: fx.Graph, parts: list[fx.Node]) -> None:
    """Sets the classifier behind `parts`, one beside the other; what it gives is what the graph gives."""
    output = output_of(graph)
    with graph.inserting_before(output):
        joined = graph.call_function(torch.cat, (parts, 1))
        output.args = (graph.call_module(CLASSIFIER, (joined,)),)
    graph.eliminate_dead_code()
