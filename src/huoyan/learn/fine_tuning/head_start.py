"""The last layer of a network as the best linear answer to its features: there training begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from huoyan.errors import NetworkError
from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.parts.linear import Linear
from huoyan.learn.heads.ridge import Ridge
from huoyan.learn.networks.weight_files.load import classifier_layers
from huoyan.learn.objectives.temperature import fit_temperature
from huoyan.words import Message


@dataclass(frozen=True, slots=True, eq=False)
class HeadStart:
    """A layer that gives logits: weight float32 (C, D), bias float32 (C,)."""

    weight: np.ndarray
    bias: np.ndarray

    @classmethod
    def of(cls, head: Linear, targets: np.ndarray) -> HeadStart:
        """`head` with its decision values on one scale, on which they are logits.

        The scale is that of least log loss on the values for rows that were left out.
        """
        scale = 1.0
        if head.left_out is not None:
            scale = 1 / fit_temperature(head.left_out, targets, multilabel=False, least=2)
        weight = head.weight.astype(np.float64)
        bias = head.bias - head.mean @ weight
        return cls((scale * weight.T).astype(np.float32), (scale * bias).astype(np.float32))

    @classmethod
    def fitted(cls, lesson: Lesson) -> HeadStart:
        """Ridge regression on the features of the lesson."""
        head = Ridge().fit(lesson, {})
        return cls.of(head, lesson.targets)

    @torch.no_grad()
    def set_in(self, network: nn.Module) -> None:
        layer = last_layer(network)
        layer.weight.copy_(torch.from_numpy(self.weight))
        layer.bias.copy_(torch.from_numpy(self.bias))


def last_layer(network: nn.Module) -> nn.Linear:
    """Raises NetworkError (network.head) where the logits do not come from one linear layer."""
    layers = classifier_layers(network)
    if len(layers) != 1 or not isinstance(layers[0], nn.Linear) or layers[0].bias is None:
        raise NetworkError(Message("start.no_linear_end"), code="network.head")
    return layers[0]


def name_of_last(network: nn.Module) -> str:
    """Of the `last_layer`, within the network."""
    last = last_layer(network)
    names: dict[int, str] = {id(module): name for name, module in network.named_modules()}
    return names[id(last)]


@torch.no_grad()
def features_before(network: nn.Module, runs: Iterable[Tensor], device: torch.device) -> np.ndarray:
    """What comes to the last layer, float32 (N, D), for batches of what `network` takes."""
    found: list[Tensor] = []
    hook = last_layer(network).register_forward_pre_hook(
        lambda layer, given: found.append(given[0].float().cpu())
    )
    training = network.training
    network.eval()
    try:
        for batch in runs:
            network(batch.to(device))
    finally:
        hook.remove()
        network.train(training)
    return np.asarray(torch.cat(found).flatten(1))
