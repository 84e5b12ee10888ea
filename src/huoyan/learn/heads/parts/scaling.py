"""Columns of features brought to one size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder


@dataclass(frozen=True, slots=True)
class Scaling:
    """Mean and divisor of each column, float32 (D,)."""

    mean: np.ndarray
    scale: np.ndarray

    def apply(self, features: np.ndarray) -> np.ndarray:
        """(N, D), as float64."""
        scaled = features.astype(np.float64)
        scaled -= self.mean
        scaled /= self.scale
        return scaled

    def add(self, graph: GraphBuilder, features: str) -> str:
        centred = graph.add("Sub", features, graph.constant(self.mean))
        return graph.add("Div", centred, graph.constant(self.scale))


def scaling(features: np.ndarray, weights: np.ndarray, blocks: Sequence[int] = ()) -> Scaling:
    """Divides by sqrt(sd^2 + r^2), r the root mean square of all sd of a block; blocks then weigh alike.

    A column that hardly varies is so not blown up, and a constant one is 0. As accurate as sd alone on
    frozen features of photos, with a better log loss.
    """
    mean = (weights @ features / weights.sum()).astype(np.float32)
    # Centred before it is squared: means may be many times the deviations.
    centred = features - mean
    variance = np.einsum("nd,nd,n->d", centred, centred, weights / weights.sum())
    scale = np.empty_like(variance)
    widths = tuple(blocks) or (len(variance),)
    for block in np.split(np.arange(len(variance)), np.cumsum(widths)[:-1]):
        share = len(block) * len(widths) / len(variance)
        scale[block] = np.sqrt((variance[block] + variance[block].mean()) * share)
    return Scaling(mean, np.where(scale > 0, scale, 1.0).astype(np.float32))
