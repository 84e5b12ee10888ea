"""Weights of YOLOX from the ONNX files that its authors give out, into our network of the same layout.

The files hold convolutions with their batch norms folded in, in the order in which they are computed, which
is that of our modules. They take pixels of 0..255 in the order blue, green, red.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from huoyan.errors import NetworkError
from huoyan.learn.networks.detectors.coco_classes import COCO, coco_indices
from huoyan.learn.networks.detectors.parts.csp_blocks import Convolution
from huoyan.learn.networks.detectors.yolox import SIZES, STRIDES, Yolox, build_yolox
from huoyan.words import Listed, Message

# With these, `Normalised` gives pixel / 64. Given 0..255, the gradient of the stem is so large that clipping
# it stops all the rest from learning.
_DIVISOR = 64
MEAN, STD = (0.0,) * 3, (_DIVISOR / 255,) * 3
# Of what the stem of YOLOX sees of each 2 x 2 pixels, one after the other: row and column.
_CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class YoloxWeights:
    """Kernels with their biases in the order of the layout of `name`, for so many classes."""

    name: str
    classes: int
    layers: tuple[tuple[Tensor, Tensor], ...]


def read_yolox(file: Path) -> YoloxWeights:
    """Raises NetworkError (network.weights) for a file that holds no YOLOX of a size in SIZES."""
    layers = _convolutions(file)
    for name in SIZES:
        classes = _classes(layers, name)
        if classes is not None:
            return YoloxWeights(name, classes, ((_stem(layers[0][0]), layers[0][1]), *layers[1:]))
    raise NetworkError(
        Message("imported.no_yolox", file=file, n=len(layers), sizes=Listed(SIZES, None)),
        code="network.weights",
    )


def network_of(weights: YoloxWeights) -> Yolox:
    """The network that the file holds: it answers as the file does, for pictures in `MEAN` and `STD`."""
    network = _empty(weights.name, weights.classes)
    load(network, weights, range(weights.classes))
    return network


def start_from(network: Yolox, file: Path, labels: Sequence[str]) -> Message:
    """Fills a network that is to answer `labels` for pictures in `MEAN` and `STD`; what became of each label.

    One that a file trained on COCO knows by its name begins as that class, any other as the mean of all.
    Raises NetworkError (network.weights), also for a network of another size.
    """
    weights = read_yolox(file)
    with torch.device("meta"):
        own = _shapes(_empty(weights.name, len(labels)))
    if own != _shapes(network):
        raise NetworkError(
            Message("imported.other_size", file=file, name=weights.name), code="network.weights"
        )
    at = coco_indices(labels) if weights.classes == len(COCO) else [None] * len(labels)
    load(network, weights, at)
    known = [label for label, index in zip(labels, at, strict=True) if index is not None]
    key = "imported.started_named" if known else "imported.started"
    return Message(key, name=weights.name, labels=Listed(known))


def load(network: Yolox, weights: YoloxWeights, classes: Sequence[int | None]) -> None:
    """Fills a network of the same size that answers `classes`: each that of the file, or None for the mean of
    all of them. Batch norms, where it has some, change nothing as long as they keep their statistics.
    """
    norms = {each.conv: each.norm for each in network.modules() if isinstance(each, Convolution)}
    with torch.no_grad():
        for own, (kernel, bias) in zip(_layers(network), weights.layers, strict=True):
            answers = own in network.class_layers
            own.weight.copy_(_rows(kernel, classes) if answers else kernel)
            norm = norms.get(own)
            if isinstance(norm, nn.BatchNorm2d):
                norm.reset_running_stats()
                norm.weight.fill_(math.sqrt(1 + norm.eps))
            holder = norm if isinstance(norm, nn.BatchNorm2d) else own
            assert holder.bias is not None
            holder.bias.copy_(_rows(bias, classes) if answers else bias)


def _rows(values: Tensor, classes: Sequence[int | None]) -> Tensor:
    return torch.stack([values.mean(dim=0) if at is None else values[at] for at in classes])


def _convolutions(file: Path) -> list[tuple[Tensor, Tensor]]:
    """Kernel and bias of each, in the order in which they are computed; () where the file holds none."""
    if not file.is_file():
        raise NetworkError(Message("weights.no_file", path=file), code="network.weights")
    try:
        graph = onnx.load(str(file), load_external_data=False).graph
    except Exception as error:  # protobuf has an error of its own for every cause
        told = Message("weights.no_graph", file=file, reason=str(error))
        raise NetworkError(told, code="network.weights") from error
    held = {tensor.name: tensor for tensor in graph.initializer}
    named = [list(node.input[1:]) for node in graph.node if node.op_type == "Conv"]
    if any(len(names) != 2 or not set(names) <= held.keys() for names in named):
        return []
    return [(_tensor(held[kernel]), _tensor(held[bias])) for kernel, bias in named]


def _tensor(held: onnx.TensorProto) -> Tensor:
    return torch.from_numpy(np.array(numpy_helper.to_array(held), np.float32))


def _classes(layers: Sequence[tuple[Tensor, Tensor]], name: str) -> int | None:
    """How many the file knows, where its convolutions are those of a network of this size."""
    with torch.device("meta"):
        network = _empty(name, 1)
        at = _layers(network).index(network.class_layers[0])
        if at >= len(layers):
            return None
        network = _empty(name, len(layers[at][1]))
    own = _shapes(network)
    shapes = [tuple(kernel.shape) for kernel, _ in layers]
    return len(layers[at][1]) if [_stem_shape(own[0]), *own[1:]] == shapes else None


def _shapes(network: Yolox) -> list[tuple[int, ...]]:
    return [tuple(layer.weight.shape) for layer in _layers(network)]


def _stem_shape(own: tuple[int, ...]) -> tuple[int, ...]:
    return own[0], 4 * own[1], own[2] // 2, own[3] // 2


def _stem(kernel: Tensor) -> Tensor:
    """Of 3 x 3 on four pixels each, (O, 12, 3, 3), blue first and of 0..255, to ours of 6 x 6, (O, 3, 6, 6),
    red first and of pixels in `_DIVISOR`ths.
    """
    own = kernel.new_zeros(len(kernel), 3, 6, 6)
    for at, (row, column) in enumerate(_CORNERS):
        own[:, :, row::2, column::2] = kernel[:, 3 * at : 3 * at + 3].flip(1) * _DIVISOR
    return own


def _layers(network: Yolox) -> list[nn.Conv2d]:
    return [module for module in network.modules() if isinstance(module, nn.Conv2d)]


def _empty(name: str, classes: int) -> Yolox:
    return build_yolox(name, classes=classes, channels=3, size=STRIDES[-1], options={"norms": False})
