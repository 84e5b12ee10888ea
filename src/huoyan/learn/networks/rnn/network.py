"""A recurrent network of any depth and width, built from values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from huoyan.errors import NetworkError
from huoyan.learn.networks.dense import dense_layers
from huoyan.learn.networks.rnn.layers import RecurrentLayers
from huoyan.learn.networks.rnn.options import RNN_PRESETS, RnnOptions, parse_options
from huoyan.learn.networks.rnn.sequence import reading_of
from huoyan.words import Message


def build_rnn(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> nn.Module:
    """The preset `name` with `options` on top, with random weights."""
    if pretrained:
        raise NetworkError(Message("network.no_pretrained", name=name), code="network.pretrained")
    values = parse_options(options, RNN_PRESETS[name](size, channels))
    try:
        return Rnn(values, classes=classes, channels=channels, size=size)
    except RuntimeError as error:  # torch says so when memory cannot be had
        raise NetworkError(
            Message("network.rnn_memory", name=name, reason=str(error)), code="network.size"
        ) from error


class Rnn(nn.Module):
    """Normalised float pictures (N, channels, size, size) -> logits (N, classes)."""

    def __init__(self, options: RnnOptions, *, classes: int, channels: int, size: int) -> None:
        super().__init__()
        self.reading = reading_of(options, channels=channels, size=size)
        self.recurrent = RecurrentLayers(options, self.reading.values)
        self.head = options.head
        features = self.recurrent.outputs * (self.reading.count if self.head == "flatten" else 1)
        self.hidden, features = dense_layers(features, options.hidden, options.activation, options.dropout)
        self.classifier = nn.Linear(features, classes)

    def forward(self, images: Tensor) -> Tensor:
        states, ends = self.recurrent(self.reading.read(images))
        kept = {"last": lambda: ends, "avg": lambda: states.mean(1), "flatten": lambda: states.flatten(1)}
        logits: Tensor = self.classifier(self.hidden(kept[self.head]()))
        return logits
