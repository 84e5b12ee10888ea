"""What R-CNN has learnt of features: how sure each class is of a region, and where its thing lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from huoyan.images.proposals.regions import CHANGES, SCORES
from huoyan.learn.graph_builder import GraphBuilder, Output
from huoyan.learn.heads.base import Head
from huoyan.learn.rcnn.box_ridge import BoxRidge
from huoyan.metrics.probabilities import sigmoid


@dataclass(frozen=True, slots=True, eq=False)
class RegionModel:
    """slopes, shifts: float32 (C,): value v of a class is score 1 / (1 + exp(-(slope v + shift))).

    head: its last value is the background's and not used.
    """

    head: Head
    ridge: BoxRidge
    slopes: np.ndarray
    shifts: np.ndarray

    @property
    def classes(self) -> int:
        return len(self.slopes)

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        svm = {f"svm.{name}": array for name, array in self.head.arrays.items()}
        boxes = {f"boxes.{name}": array for name, array in self.ridge.arrays.items()}
        return {**svm, **boxes, "slopes": self.slopes, "shifts": self.shifts}

    def answer(self, features: np.ndarray) -> dict[str, np.ndarray]:
        """float32 (N, D) to scores (N, C) and changes (N, C, 4), as the graph gives them."""
        sure = self.head.decide(features)[:, : self.classes] * self.slopes + self.shifts
        scores = sigmoid(sure.astype(np.float64))
        return {SCORES: scores.astype(np.float32), CHANGES: self.ridge.changes(features)}

    def graph(self, features: bytes) -> bytes:
        """Behind the graph of the features: uint8 regions in, scores and changes out."""
        graph, seen = GraphBuilder.after(features)
        first = [graph.constant(np.array([at])) for at in (0, self.classes, 1)]
        values = graph.add("Slice", self.head.add(graph, seen), *first[:2], first[2])
        sloped = graph.add("Mul", values, graph.constant(self.slopes))
        scores = graph.add("Sigmoid", graph.add("Add", sloped, graph.constant(self.shifts)))
        changes = self.ridge.add(graph, seen)
        return graph.model(
            **{SCORES: Output(scores, (self.classes,)), CHANGES: Output(changes, (self.classes, 4))}
        )
