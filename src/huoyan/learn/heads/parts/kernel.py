"""A head that compares with rows it has kept: sums of exp(-|x - row|^2), times coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.parts.row_parts import in_parts
from huoyan.learn.heads.parts.scaling import Scaling


@dataclass(frozen=True, slots=True)
class Kernel:
    """scaling: also by the square root of gamma, so that the kernel has none.

    rows: float32 (S, D), scaled. coefficients: float32 (S, C). bias: float32 (C,).
    """

    settings: Mapping[str, Any]
    scaling: Scaling
    rows: np.ndarray
    coefficients: np.ndarray
    bias: np.ndarray
    left_out: None = None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        return {
            "mean": self.scaling.mean,
            "scale": self.scaling.scale,
            "rows": self.rows,
            "coefficients": self.coefficients,
            "bias": self.bias,
        }

    def decide(self, features: np.ndarray) -> np.ndarray:
        return in_parts(self._decide, features, len(self.rows))

    def _decide(self, features: np.ndarray) -> np.ndarray:
        x = self.scaling.apply(features)
        norms = np.square(x).sum(axis=1, keepdims=True)
        exponent = 2 * (x @ self.rows.T) - norms - np.square(self.rows.astype(np.float64)).sum(axis=1)
        return np.asarray(np.exp(np.minimum(exponent, 0)) @ self.coefficients + self.bias, np.float32)

    def add(self, graph: GraphBuilder, features: str) -> str:
        x = self.scaling.add(graph, features)
        norms = graph.add("ReduceSumSquare", x, graph.constant(np.array([1])), keepdims=1)
        product = graph.add("MatMul", x, graph.constant(2 * self.rows.T))
        own = np.square(self.rows.astype(np.float64)).sum(axis=1).astype(np.float32)
        exponent = graph.add("Sub", graph.add("Sub", product, norms), graph.constant(own))
        below = graph.add("Min", exponent, graph.constant(np.zeros(1, np.float32)))
        summed = graph.add("MatMul", graph.add("Exp", below), graph.constant(self.coefficients))
        return graph.add("Add", summed, graph.constant(self.bias))
