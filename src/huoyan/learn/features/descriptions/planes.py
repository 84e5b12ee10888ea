"""Pictures as the descriptions take them: planes of float32, and brightness."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from huoyan.learn.features.descriptions.plain_operators import scaled
from huoyan.learn.graph_builder import GraphBuilder

WHITE = 255
# ITU-R BT.601 in thousandths: exact in float32 for 8-bit pixels, so no engine rounds them otherwise.
LUMA = np.array([299, 587, 114], dtype=np.float32)
WHITE_LUMA = WHITE * 1000


def planes(graph: GraphBuilder, images: str) -> str:
    """uint8 (N, H, W, C) as float32 (N, C, H, W) in 0..1."""
    return scaled(graph, _planes(graph, images), 1 / WHITE)


def whole_grey(graph: GraphBuilder, images: str, channels: int) -> str:
    """Brightness (N, 1, H, W) in whole numbers: 0..255 of grey pictures, 0..255,000 of others."""
    found = _planes(graph, images)
    return found if channels == 1 else graph.add("Conv", found, graph.constant(LUMA.reshape(1, 3, 1, 1)))


def grey(graph: GraphBuilder, images: str, channels: int) -> str:
    """Brightness (N, 1, H, W) in 0..1."""
    return scaled(graph, whole_grey(graph, images, channels), 1 / (WHITE if channels == 1 else WHITE_LUMA))


def _planes(graph: GraphBuilder, images: str) -> str:
    return graph.add("Transpose", graph.add("Cast", images, to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
