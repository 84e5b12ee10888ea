"""MobileNetV1 in the widths of Keras, which timm can build and has no names for."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from torch import nn

MOBILENET_V1 = {"mobilenetv1_025": 0.25, "mobilenetv1_050": 0.5, "mobilenetv1_075": 0.75}


def build_width(name: str, **arguments: Any) -> nn.Module:
    """`arguments` are those of timm.create_model. Raises what timm raises."""
    from timm.models.efficientnet import _gen_mobilenet_v1  # its public names fix the width

    network: nn.Module = _gen_mobilenet_v1("mobilenetv1_100", MOBILENET_V1[name], **arguments)
    return network


def widths_like(pattern: str) -> list[str]:
    return [name for name in MOBILENET_V1 if fnmatchcase(name, pattern)]
