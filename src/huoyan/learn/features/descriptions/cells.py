"""A grid of cells over a picture of any size: which pixel counts how much in which cell."""

from __future__ import annotations

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder


def count_of(side: int, cell: float, least: int = 1) -> int:
    """How many cells of about `cell` pixels lie along `side` pixels."""
    return max(least, round(side / cell))


def sharp(side: int, count: int) -> np.ndarray:
    """(count, side): each row the mean over one of `count` equal parts; a cut pixel counts by its share."""
    edges = np.arange(count + 1) * (side / count)
    starts = np.arange(side)
    inside = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return _means(np.clip(inside, 0, None))


def soft(side: int, count: int) -> np.ndarray:
    """(count, side): as `sharp`, but a pixel is shared by the two cells whose centres are nearest."""
    places = (np.arange(side) + 0.5) * (count / side) - 0.5
    apart = np.abs(np.clip(places, 0, count - 1) - np.arange(count)[:, None])
    return _means(np.clip(1 - apart, 0, None))


def pooled(graph: GraphBuilder, tensor: str, down: np.ndarray, across: np.ndarray) -> str:
    """(N, K, H, W) to (N, K, h, w) by the matrices `down` (h, H) and `across` (w, W)."""
    narrow = graph.add("MatMul", tensor, graph.constant(across.T))
    return graph.add("MatMul", graph.constant(down), narrow)


def _means(weights: np.ndarray) -> np.ndarray:
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)
