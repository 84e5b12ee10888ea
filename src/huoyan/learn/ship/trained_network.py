"""A network and the best weights of its training as a model to ship."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from huoyan.artifact.manifest import Network
from huoyan.learn.build import Built
from huoyan.learn.fit.trainer import Fitted
from huoyan.learn.networks.answers import TwoWays
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.onnx_export import export_onnx, network_outputs, weights_sha256
from huoyan.learn.ship.trained import ComputeOutputs, Second, Trained
from huoyan.words import Message


def trained_network(plan: Plan, built: Built, fitted: Fitted) -> Trained:
    """The best weights of a training, in its network."""
    network, inner = built.network, built.network.network
    network.load_state_dict(fitted.state)
    first = _trained(plan, built, fitted, network, built.recipe.options)
    second = inner.second_way() if isinstance(inner, TwoWays) else None
    if second is None:
        return first
    whole, options = Normalised(second.network, *built.channels), {**built.recipe.options, **second.options}
    return replace(first, second=Second(_trained(plan, built, fitted, whole, options), second.told))


def _trained(
    plan: Plan, built: Built, fitted: Fitted, network: Normalised, options: Mapping[str, Any]
) -> Trained:
    # A network that was divided among several devices may not fit one of them.
    device = torch.device("cpu") if built.recipe.parallel == "shard" else built.device

    def answer(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        return network_outputs(network.to(device), names, pixels)

    def reference(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        return network_outputs(network.to("cpu"), names, pixels)

    def graph(names: Sequence[str]) -> bytes:
        shape = plan.preprocess
        return export_onnx(network.to("cpu"), names, channels=shape.channels, size=shape.height)

    ways = Ways(answer, graph, None if device.type == "cpu" else reference)
    return replace(handed_over(built, fitted, network, options, ways), options=options)


@dataclass(frozen=True, slots=True)
class Ways:
    """How a network answers, see `Trained`."""

    answer: ComputeOutputs
    graph: Callable[[Sequence[str]], bytes]
    reference: ComputeOutputs | None


def handed_over(
    built: Built, fitted: Fitted, network: nn.Module, options: Mapping[str, Any], ways: Ways
) -> Trained:
    """The best weights of a training. options: those of the network, as the manifest has them."""
    mean, std = built.channels
    searched = [Message("chosen.settings")] if built.recipe.tune is not None else []
    ended = [Message("chosen.end")] if built.recipe.patience is not None else []
    return Trained(
        Network(
            name=built.recipe.model,
            options=dict(options),
            mean=mean,
            std=std,
            parameters=sum(p.numel() for p in network.parameters()),
        ),
        {name: tensor.numpy() for name, tensor in fitted.state.items()},
        weights_sha256(fitted.state),
        built.begun_from,
        ways.answer,
        ways.graph,
        ways.reference,
        chosen=(*searched, Message("chosen.weights"), *ended),
    )
