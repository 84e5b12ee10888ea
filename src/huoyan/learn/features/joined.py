"""Descriptions beside the features of a network, in one graph: what one of them misses the other may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from onnx import TensorProto

from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.features.classical import LEAST_JOINED_SIDE, add_descriptions, classical
from huoyan.learn.graph_builder import IMAGES, GraphBuilder
from huoyan.runtimes.onnx import OnnxRuntime


def joined_features(names: Sequence[str], network: FeatureGraph) -> FeatureGraph:
    """The descriptions `names` of the network's own pictures, and then what the network sees in them.

    Large pictures are described at a fraction of their size, in the graph. Raises what `classical` raises.
    """
    preprocess = network.preprocess
    factor = max(1, min(preprocess.height, preprocess.width) // LEAST_JOINED_SIDE)
    smaller = replace(preprocess, height=preprocess.height // factor, width=preprocess.width // factor)

    def rows(graph: GraphBuilder) -> str:
        return add_descriptions(graph, names, _reduced(graph, factor), smaller)

    alone = GraphBuilder(preprocess.height, preprocess.width, preprocess.channels)
    described = alone.model(**{FEATURES: rows(alone)})
    parts = (replace(classical(names, smaller), model=described, preprocess=preprocess), network)
    graph, seen = GraphBuilder.after(network.model)
    return replace(
        network,
        name="+".join(part.name for part in parts),
        model=graph.model(**{FEATURES: graph.add("Concat", rows(graph), seen, axis=1)}),
        blocks=tuple(_width(part) for part in parts),
        parts=parts,
    )


def _reduced(graph: GraphBuilder, factor: int) -> str:
    """The pictures, each pixel the mean of factor x factor: exact in float32, whatever the engine."""
    if factor == 1:
        return IMAGES
    planes = graph.add("Transpose", graph.add("Cast", IMAGES, to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    sides = [factor, factor]
    return graph.add(
        "Transpose", graph.add("AveragePool", planes, kernel_shape=sides, strides=sides), perm=[0, 2, 3, 1]
    )


def _width(graph: FeatureGraph) -> int:
    shape = graph.preprocess
    blank = np.zeros((1, shape.height, shape.width, shape.channels), np.uint8)
    return int(OnnxRuntime(graph.model).run(blank)[FEATURES].shape[1])
