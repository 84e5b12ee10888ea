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
from huoyan.learn.networks.detectors.yolox import SIZES, Yolox, build_yolox
from huoyan.words import Message

# With these, `Normalised` gives pixel / 64. Given 0..255, the gradient of the stem is so large that clipping
# it stops all the rest from learning.
_DIVISOR = 64
MEAN, STD = (0.0,) * 3, (_DIVISOR / 255,) * 3
# Of what the stem of YOLOX sees of each 2 x 2 pixels, one after the other: row and column.
_CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class YoloxWeights:
    """Kernels with their biases in the order of the layout, for a network of `size` and so many classes."""

    size: str
    classes: int
    layers: tuple[tuple[Tensor, Tensor], ...]


def read_yolox(file: Path) -> YoloxWeights:
    """Raises NetworkError (network.weights) for a file that holds no YOLOX of a size in SIZES."""
    layers = _convolutions(file)
    for size in SIZES:
        classes = _classes(layers, size)
        if classes is not None:
            return YoloxWeights(size, classes, ((_stem(layers[0][0]), layers[0][1]), *layers[1:]))
    raise NetworkError(
        Message("detector.no_yolox", file=file, n=len(layers), sizes=", ".join(SIZES)), code="network.weights"
    )
