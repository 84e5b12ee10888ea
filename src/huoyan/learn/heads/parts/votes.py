"""Votes for classes as logits: the logarithm of their shares, none of them 0."""

from __future__ import annotations

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder


def log_shares(votes: np.ndarray) -> np.ndarray:
    """Votes (N, C) to float32 (N, C). One vote more is divided among the classes (Laplace)."""
    shares = (votes + 1 / votes.shape[1]) / (votes.sum(axis=1, keepdims=True) + 1)
    return np.asarray(np.log(shares), np.float32)


def add_log_shares(graph: GraphBuilder, votes: str, classes: int) -> str:
    """As `log_shares`, of the tensor `votes`, float32 (N, classes)."""
    total = graph.add("ReduceSum", votes, graph.constant(np.array([1])), keepdims=1)
    more = graph.add("Add", votes, graph.constant(np.array(1 / classes, np.float32)))
    divisor = graph.add("Add", total, graph.constant(np.array(1, np.float32)))
    return graph.add("Log", graph.add("Div", more, divisor))
