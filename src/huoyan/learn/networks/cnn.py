"""A convolutional network of any depth and width, built from values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.errors import NetworkError
from huoyan.learn.networks.cnn_options import CNN_PRESETS, CnnOptions, parse_options
from huoyan.learn.networks.dense import ACTIVATIONS, dense_layers
from huoyan.words import Message

_POOLS: dict[str, type[nn.Module]] = {"max": nn.MaxPool2d, "avg": nn.AvgPool2d}


def build_cnn(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> nn.Module:
    """The preset `name` with `options` on top, with random weights."""
    if pretrained:
        raise NetworkError(
            Message("network.no_pretrained", name=name),
            code="network.pretrained",
        )
    values = parse_options(options, CNN_PRESETS[name](size, channels))
    try:
        return Cnn(values, classes=classes, channels=channels, size=size)
    except RuntimeError as error:  # torch says so when memory cannot be had
        raise NetworkError(
            Message("network.memory", name=name, reason=str(error)),
            code="network.size",
        ) from error


class Cnn(nn.Module):
    """Normalised float pictures (N, channels, size, size) -> logits (N, classes)."""

    def __init__(self, options: CnnOptions, *, classes: int, channels: int, size: int) -> None:
        super().__init__()
        stacks = [_stack(options, kernels, channels, size) for kernels in _kernels_of_branches(options)]
        self.branches = nn.ModuleList(stack for stack, _ in stacks)
        self.pool = nn.AdaptiveAvgPool2d(1) if options.head == "avg" else nn.Identity()
        area = (lambda side: 1) if options.head == "avg" else (lambda side: side * side)
        features = sum(options.widths[-1] * area(side) for _, side in stacks)
        self.hidden, features = dense_layers(features, options.hidden, options.activation, options.dropout)
        self.classifier = nn.Linear(features, classes)

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.classifier(self.features(images))
        return logits

    def features(self, images: Tensor) -> Tensor:
        """What the last layer is given, (N, D)."""
        features = [self.pool(branch(images)).flatten(1) for branch in self.branches]
        joined = features[0] if len(features) == 1 else torch.cat(features, dim=1)
        hidden: Tensor = self.hidden(joined)
        return hidden


class Block(nn.Module):
    """Convolutions with batch norm and activation, a skip connection and pooling, as the options say.

    (N, inputs, H, W) -> (N, outputs, H', W'). With `pool_first` the last convolution is pooled before
    its batch norm and activation, and so is the skip connection before its projection.
    """

    def __init__(self, options: CnnOptions, inputs: int, outputs: int, kernel: int, pool: str) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for index in range(options.convs - 1):
            layers += [_conv(options, inputs if index == 0 else outputs, outputs, kernel)]
            layers += [_norm(options, outputs), ACTIVATIONS[options.activation]()]
        layers.append(_conv(options, inputs if options.convs == 1 else outputs, outputs, kernel))
        pooling = _POOLS[pool](2) if pool != "none" else nn.Identity()
        self.convs = nn.Sequential(*layers)
        self.early_pool = pooling if options.pool_first else nn.Identity()
        self.norm = _norm(options, outputs)
        self.skip = _skip(options, inputs, outputs) if options.residual else None
        self.activation = ACTIVATIONS[options.activation]()
        self.late_pool = nn.Identity() if options.pool_first else pooling

    def forward(self, images: Tensor) -> Tensor:
        features = self.norm(self.early_pool(self.convs(images)))
        if self.skip is not None:
            features = features + self.skip(self.early_pool(images))
        result: Tensor = self.late_pool(self.activation(features))
        return result


def _conv(options: CnnOptions, inputs: int, outputs: int, kernel: int) -> nn.Conv2d:
    padding = kernel // 2 if options.padding == "same" else 0
    bias = not options.norm if options.bias is None else options.bias
    return nn.Conv2d(inputs, outputs, kernel, padding=padding, bias=bias)


def _norm(options: CnnOptions, width: int) -> nn.Module:
    return nn.BatchNorm2d(width) if options.norm else nn.Identity()


def _skip(options: CnnOptions, inputs: int, outputs: int) -> nn.Module:
    if inputs == outputs:
        return nn.Identity()
    one_pixel = _conv(dataclasses.replace(options, padding="valid"), inputs, outputs, 1)
    return nn.Sequential(one_pixel, _norm(options, outputs))


def _kernels_of_branches(options: CnnOptions) -> list[tuple[int, ...]]:
    blocks = len(options.widths)
    return [(kernel,) * blocks for kernel in options.branches] or [options.kernels]


def _stack(options: CnnOptions, kernels: tuple[int, ...], channels: int, size: int) -> tuple[nn.Module, int]:
    """All blocks of one branch, and the side of their features."""
    blocks: list[nn.Module] = []
    side, inputs = size, channels
    for index, (width, kernel, pool) in enumerate(zip(options.widths, kernels, options.pools, strict=True)):
        before = side
        if options.padding == "valid":
            side -= options.convs * (kernel - 1)
        side = side if pool == "none" or side < 1 else side // 2
        if side < 1:
            raise NetworkError(
                Message(
                    "network.too_small",
                    block=index + 1,
                    blocks=len(options.widths),
                    side=before,
                    convs=options.convs,
                    kernel=kernel,
                    padding=options.padding,
                    pool=pool,
                    size=size,
                ),
                code="network.size",
            )
        blocks.append(Block(options, inputs, width, kernel, pool))
        inputs = width
    return nn.Sequential(*blocks), side
