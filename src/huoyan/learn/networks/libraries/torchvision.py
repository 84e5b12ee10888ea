"""Any network of torchvision for whole pictures, as `torchvision.NAME`; with random weights.

torchvision's own weights are not downloaded: those of timm are, and a file serves both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from huoyan.errors import NetworkError
from huoyan.learn.options import refuse_option, share, unknown
from huoyan.words import Listed, Message

PREFIX = "torchvision."
# Of all weights that torchvision has for these networks.
NORMALISATION = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
SIZES = {"inception_v3": 299}
OPTIONS = ("dropout",)
# Have heads beside the last layer, which only training from scratch uses.
_WITH_SIDE_HEADS = ("inception_v3", "googlenet")


def is_torchvision(name: str) -> bool:
    return name.startswith(PREFIX)


def build_torchvision(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> nn.Module:
    """The network `name` for `classes`, checked with one blank picture of `size` pixels.

    `options`: dropout, a share, where the network has it. Raises NetworkError `network.unknown`,
    `network.option`, `network.size` or `network.pretrained`.
    """
    check_known(name)
    own = name.removeprefix(PREFIX)
    if pretrained:
        raise NetworkError(Message("network.no_torchvision_weights", name=name), code="network.pretrained")
    values = _values(name, options)
    try:
        network = create(own, num_classes=classes, **values)
    except TypeError as error:
        told = Message("network.options_refused", name=name, options=Listed(values, None), reason=str(error))
        raise NetworkError(told, code="network.option") from error
    if channels != 3:
        _take_channels(network, channels)
    _check(network, name, classes, channels, size)
    return network


def check_known(name: str) -> None:
    """Raises NetworkError (network.unknown), which tells the nearest."""
    own, known = name.removeprefix(PREFIX), names()
    if own not in known:
        raise NetworkError(unknown("network.unknown", own, known, network=name), code="network.unknown")


def names() -> list[str]:
    """Without the prefix."""
    import torchvision

    found: list[str] = torchvision.models.list_models(module=torchvision.models)
    return found


def create(own: str, **arguments: Any) -> nn.Module:
    """By the name that torchvision has for it, with random weights."""
    import torchvision

    if own in _WITH_SIDE_HEADS:
        arguments = {"aux_logits": False, "init_weights": False, **arguments}
    network: nn.Module = torchvision.models.get_model(own, weights=None, **arguments)
    return network


def _values(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    for option, value in options.items():
        if option not in OPTIONS:
            expected = Message("network.expected_option_of", names=Listed(OPTIONS), network=name)
            raise refuse_option(option, value, expected)
    return {option: share(option, value) for option, value in options.items()}


def _take_channels(network: nn.Module, channels: int) -> None:
    """The first convolution, which is square, for another number of channels."""
    for parent in network.modules():
        for name, child in parent.named_children():
            if isinstance(child, nn.Conv2d):
                kernel, stride, padding = child.kernel_size[0], child.stride[0], child.padding[0]
                first = nn.Conv2d(channels, child.out_channels, kernel, stride, int(padding))
                first.bias = None if child.bias is None else first.bias
                setattr(parent, name, first)
                return


def _check(network: nn.Module, name: str, classes: int, channels: int, size: int) -> None:
    """One blank picture through the network: some take no small ones."""
    try:
        with torch.inference_mode():
            logits = network.eval()(torch.zeros(1, channels, size, size))
    except Exception as error:  # a network raises whatever its code raises
        raise NetworkError(
            Message("network.size", name=name, size=size, reason=str(error), own=SIZES.get(name, 224)),
            code="network.size",
        ) from error
    finally:
        network.train()
    assert tuple(logits.shape) == (1, classes)
