"""A network that knows pictures, exported up to its features, with what is true of it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from huoyan.errors import UsageError
from huoyan.learn.features.base import FEATURES
from huoyan.learn.features.kept_backbones import BackboneGraph
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.networks import FOLDED, count_parameters
from huoyan.learn.networks.backbones.joined_stages import is_joined, without_classifier
from huoyan.learn.networks.libraries.facts import best_size, normalisation, origin_in_library
from huoyan.learn.networks.libraries.timm import JOINED
from huoyan.learn.networks.libraries.torchvision import is_torchvision
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.networks.weight_files.load import classifier_names
from huoyan.learn.ship.onnx_export import export_onnx
from huoyan.learn.weights.carded import prefix_of
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Message

_CLASSES = 2  # of the classifier that is cut off again
GREY = (0.5, 0.5, 0.5)


@own_settings()
def exported_backbone(
    name: str, asked: NamedNetwork, size: int | None, joined: int, note: Callable[[Message], None]
) -> BackboneGraph:
    """The network `name` of timm for pictures of `size` pixels (default: `best_size`).

    joined: how many of its last stages are seen too; none of torchvision's networks. Raises what
    `check_known`, `NetworkShape` and `export_onnx` raise, and DownloadError.
    """
    check_known(name, asked)
    torch.manual_seed(0)
    side = size or best_size(name)
    seen = {JOINED: joined} if joined and not is_torchvision(name) else {}
    options = {**asked.options, **seen, FOLDED: True}
    weights = None if asked.weights is None else str(asked.weights)
    prefix = prefix_of(asked.weights, asked.card)
    shape = NetworkShape(name, options, 3, side, asked.pretrained, weights, note, prefix)
    return backbone_graph(name, _features_of(shape.with_outputs(_CLASSES)), asked, side)


def backbone_graph(name: str, network: nn.Module, asked: NamedNetwork, side: int) -> BackboneGraph:
    """`network`, which gives features, behind the arithmetic of `asked`, else that of its library."""
    mean, std = asked.mean, asked.std
    if mean is None or std is None:
        mean, std = normalisation(name) or (GREY, GREY)
    model = export_onnx(Normalised(network, mean, std), [FEATURES], channels=3, size=side)
    origin = origin_in_library(name) if asked.weights is None else None
    return BackboneGraph(model, side, mean, std, origin, count_parameters(network))


def _features_of(network: nn.Module) -> nn.Module:
    """`network`, which from now on gives features in place of logits."""
    if is_joined(network) or hasattr(network, "reset_classifier"):
        return without_classifier(network)
    for name in classifier_names(network):
        network.set_submodule(name, nn.Identity())
    return network


def check_known(name: str, asked: NamedNetwork) -> None:
    """Raises UsageError (usage.backbone) for random weights, which know nothing, and half a normalisation."""
    if not asked.weighted:
        raise UsageError(Message("backbone.no_weights", name=name), code="usage.backbone")
    if (asked.mean is None) != (asked.std is None):
        raise UsageError(Message("backbone.mean_and_std_together"), code="usage.backbone")
    if any(sides is not None and len(sides) not in (1, 3) for sides in (asked.mean, asked.std)):
        raise UsageError(Message("backbone.channels"), code="usage.backbone")
