"""How a region is moved and stretched onto the thing that it covers: ridge regression for each class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from huoyan.images.proposals.regions import changes_to
from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.parts.compact import Compact
from huoyan.learn.heads.parts.scaling import scaling
from huoyan.learn.rcnn.region_rows import RegionRows

# From regions that cover a thing by so much it can be told where the rest of it lies (the paper's value).
LEAST_OVERLAP = 0.6
# Fewer regions of a class than this teach nothing.
LEAST_ROWS = 8


@dataclass(frozen=True, slots=True, eq=False)
class BoxRidge:
    """(features - mean) @ weight + bias, (N, C * 4): float32 (D,), (D, C * 4), (C * 4,)."""

    mean: np.ndarray
    weight: np.ndarray
    bias: np.ndarray

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        return {"mean": self.mean, "weight": self.weight, "bias": self.bias}

    def changes(self, features: np.ndarray) -> np.ndarray:
        """float32 (N, C, 4): see `images.proposals.regions.changed`."""
        found = (features.astype(np.float64) - self.mean) @ self.weight + self.bias
        return np.asarray(found.reshape(len(features), -1, 4), np.float32)

    def add(self, graph: GraphBuilder, features: str) -> str:
        """The name of the same as a tensor."""
        centred = graph.add("Sub", features, graph.constant(self.mean))
        product = graph.add("MatMul", centred, graph.constant(self.weight))
        found = graph.add("Add", product, graph.constant(self.bias))
        return graph.add("Reshape", found, graph.constant(np.array([0, -1, 4])))


def fit_box_ridge(rows: RegionRows, classes: int, penalty: float) -> BoxRidge:
    """penalty: of the squared weights of features of mean square 1. A class with few regions moves none."""
    truths, width = rows.truths, rows.features.shape[1]
    near = truths.overlap >= LEAST_OVERLAP
    mean, weight = np.zeros(width), np.zeros((width, classes, 4))
    bias = np.zeros((classes, 4))
    if near.any():
        ones = np.ones(int(near.sum()))
        scaled = scaling(rows.features[near], ones)
        mean, features = scaled.mean, scaled.apply(rows.features[near])
        wanted = changes_to(rows.boxes[near], truths.nearest[near])
        for label in range(classes):
            own = truths.labels[near] == label
            if own.sum() >= LEAST_ROWS:
                found, bias[label] = _ridge(features[own], wanted[own], penalty)
                weight[:, label] = found / scaled.scale[:, None]
    flat = weight.reshape(width, -1).astype(np.float32)
    return BoxRidge(np.asarray(mean, np.float32), flat, bias.ravel().astype(np.float32))


def _ridge(features: np.ndarray, wanted: np.ndarray, penalty: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights (D, 4) and bias (4,), which has no penalty."""
    middle, usual = features.mean(axis=0), wanted.mean(axis=0)
    compact = Compact.of(features - middle)
    square = compact.rows.T @ compact.rows
    square.flat[:: len(square) + 1] += penalty
    weight = compact.coefficients(np.linalg.solve(square, compact.rows.T @ (wanted - usual)))
    return weight, usual - middle @ weight
