"""Dense layers behind the features of a network."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "gelu": nn.GELU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}


def dense_layers(
    features: int, widths: Sequence[int], activation: str, dropout: float
) -> tuple[nn.Sequential, int]:
    """Layers of these widths, with dropout before each and at the end; and how many values they give."""
    layers: list[nn.Module] = [nn.Dropout(dropout)] if dropout else []
    for width in widths:
        layers += [nn.Linear(features, width), ACTIVATIONS[activation]()]
        layers += [nn.Dropout(dropout)] if dropout else []
        features = width
    return nn.Sequential(*layers), features
