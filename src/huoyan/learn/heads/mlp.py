"""A dense network: layers of rectified sums, trained by Adam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.base import Head, Lesson
from huoyan.learn.heads.parts.absent import of_seen_classes
from huoyan.learn.heads.parts.fit_warnings import expected_warnings
from huoyan.learn.heads.parts.scaling import Scaling
from huoyan.learn.heads.parts.settings import positive, read
from huoyan.learn.options import integer, whole_numbers


@dataclass(frozen=True, slots=True)
class Layers:
    """layers: weight (in, out) and bias (out,) of each, float32; rectified but for the last."""

    settings: Mapping[str, Any]
    scaling: Scaling
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]
    left_out: ClassVar[None] = None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        named = {"mean": self.scaling.mean, "scale": self.scaling.scale}
        for at, (weight, bias) in enumerate(self.layers):
            named |= {f"weight_{at}": weight, f"bias_{at}": bias}
        return named

    def decide(self, features: np.ndarray) -> np.ndarray:
        x = self.scaling.apply(features)
        for weight, bias in self.layers[:-1]:
            x = np.maximum(x @ weight + bias, 0)
        weight, bias = self.layers[-1]
        return np.asarray(x @ weight + bias, np.float32)

    def add(self, graph: GraphBuilder, features: str) -> str:
        x = self.scaling.add(graph, features)
        for at, (weight, bias) in enumerate(self.layers):
            x = graph.add("Relu", x) if at else x
            x = graph.add("Add", graph.add("MatMul", x, graph.constant(weight)), graph.constant(bias))
        return x


class Mlp:
    """widths: of the hidden layers. alpha: the penalty on squared weights. epochs: passes over the rows."""

    name: ClassVar[str] = "mlp"

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        return tuple({"alpha": alpha} for alpha in (1.0, 1e-2))

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Head:
        given = read(self.name, settings, {"widths": whole_numbers, "alpha": positive, "epochs": integer})
        chosen = {"widths": (128,), "alpha": 1e-2, "epochs": 30, **given}
        return of_seen_classes(lesson, chosen, lambda seen: _fit(seen, chosen))


def _fit(lesson: Lesson, settings: Mapping[str, Any]) -> Layers:
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        settings["widths"], alpha=settings["alpha"], max_iter=settings["epochs"], random_state=lesson.seed
    )
    with expected_warnings():
        model.fit(lesson.scaled.astype(np.float32), lesson.targets, lesson.weights)
    *hidden, (weight, bias) = zip(model.coefs_, model.intercepts_, strict=True)
    if lesson.classes == 2:  # one column, the log odds of the second class
        weight, bias = np.hstack([-weight, weight]) / 2, np.hstack([-bias, bias]) / 2
    layers = [*hidden, (weight, bias)]
    return Layers(
        settings, lesson.scaling, tuple((w.astype(np.float32), b.astype(np.float32)) for w, b in layers)
    )
