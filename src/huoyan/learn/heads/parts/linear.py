"""A head that is one matrix: what ridge, logistic regression and a linear SVM come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder


@dataclass(frozen=True, slots=True)
class Linear:
    """(features - mean) @ weight + bias; float32 (D,), (D, C), (C,).

    The mean stays apart: folded into the bias it would cost digits where means are larger than deviations.
    leave_out: computes what `Head.left_out` is; that takes a fifth of a fit.
    """

    settings: Mapping[str, Any]
    mean: np.ndarray
    weight: np.ndarray
    bias: np.ndarray
    leave_out: Callable[[], np.ndarray] | None = None

    @property
    def left_out(self) -> np.ndarray | None:
        return self.leave_out() if self.leave_out is not None else None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        return {"mean": self.mean, "weight": self.weight, "bias": self.bias}

    def decide(self, features: np.ndarray) -> np.ndarray:
        centred = features.astype(np.float64) - self.mean
        return np.asarray(centred @ self.weight + self.bias, np.float32)

    def add(self, graph: GraphBuilder, features: str) -> str:
        centred = graph.add("Sub", features, graph.constant(self.mean))
        product = graph.add("MatMul", centred, graph.constant(self.weight))
        return graph.add("Add", product, graph.constant(self.bias))
