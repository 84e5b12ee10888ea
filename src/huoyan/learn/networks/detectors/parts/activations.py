"""What stands behind the convolutions of a detector, by name."""

from __future__ import annotations

from torch import nn

ACTIVATIONS: dict[str, type[nn.SiLU] | type[nn.ReLU] | type[nn.Hardswish]] = {
    "silu": nn.SiLU,
    "relu": nn.ReLU,
    "hardswish": nn.Hardswish,
}
