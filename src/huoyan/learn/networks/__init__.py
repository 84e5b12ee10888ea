"""Networks by name. Each takes normalised float pictures NCHW and gives logits (N, classes)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from huoyan.learn.networks.backbones.folded import fold_norms
from huoyan.learn.networks.cnn import build_cnn
from huoyan.learn.networks.libraries.timm import build_timm
from huoyan.learn.networks.libraries.torchvision import build_torchvision, is_torchvision
from huoyan.learn.networks.rnn.network import build_rnn
from huoyan.learn.networks.same_padding import pad_as_tensorflow
from huoyan.learn.options import yes_or_no

Builder = Callable[..., nn.Module]

# Any other name is looked up in torchvision or timm, which are imported only then.
NETWORKS: dict[str, Builder] = {
    "cnn": build_cnn,
    "cnn_half": build_cnn,
    "cnn_tutorial": build_cnn,
    "rnn": build_rnn,
}
# An option of every network: its batch norms are part of the convolutions before them.
FOLDED = "folded_norms"
# And of every one that is not ours: it pads as TensorFlow does.
SAME_PADDING = "same_padding"


def build(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> nn.Module:
    """The network `name` for square pictures of `size` pixels, in training mode.

    Raises NetworkError `network.unknown`, `network.option` or `network.size`; with `pretrained` also
    `network.pretrained`, and DownloadError.
    """
    elsewhere = build_torchvision if is_torchvision(name) else build_timm
    builder: Builder = NETWORKS.get(name, elsewhere)
    folded, options = taken_folded(options)
    padded, options = _taken(SAME_PADDING, options) if name not in NETWORKS else (False, options)
    network = builder(
        name, classes=classes, channels=channels, size=size, options=options, pretrained=pretrained
    )
    if padded:
        pad_as_tensorflow(network)
    return fold_norms(network, channels=channels, size=size) if folded else network


def taken_folded(options: Mapping[str, Any]) -> tuple[bool, dict[str, Any]]:
    """Whether norms are to be folded, and the other options."""
    return _taken(FOLDED, options)


def _taken(flag: str, options: Mapping[str, Any]) -> tuple[bool, dict[str, Any]]:
    rest = {name: value for name, value in options.items() if name != flag}
    return yes_or_no(flag, options.get(flag, False)), rest


def count_parameters(network: nn.Module) -> int:
    """Trained values; the running statistics of batch norm do not count."""
    return sum(parameter.numel() for parameter in network.parameters())
