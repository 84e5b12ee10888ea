"""Networks by name. Each takes normalised float pictures NCHW and gives logits (N, classes)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from huoyan.learn.networks.cnn import build_cnn
from huoyan.learn.networks.timm import build_timm

Builder = Callable[..., nn.Module]

# Any other name is looked up in timm, which is imported only then.
NETWORKS: dict[str, Builder] = {"cnn": build_cnn, "cnn_half": build_cnn, "cnn_tutorial": build_cnn}


def build(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> nn.Module:
    """The network `name` for square pictures of `size` pixels, in training mode.

    Raises NetworkError `network.unknown`, `network.option` or `network.size`; with `pretrained` also
    `network.pretrained`, and DownloadError.
    """
    builder: Builder = NETWORKS.get(name, build_timm)
    return builder(
        name, classes=classes, channels=channels, size=size, options=options, pretrained=pretrained
    )


def count_parameters(network: nn.Module) -> int:
    """Trained values; the running statistics of batch norm do not count."""
    return sum(parameter.numel() for parameter in network.parameters())
