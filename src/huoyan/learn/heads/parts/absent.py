"""Classes without a row to learn from: a fold of few pictures may lack one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.base import Head, Lesson
from huoyan.learn.heads.parts.linear import Linear


@dataclass(frozen=True, slots=True)
class Spread:
    """The values of `head`, which knows some classes only, at the places of those among all.

    places: int64 (C,), the place of each class in the values of `head`; one behind them where there is none.
    Such a class is `gap` below the lowest, and so never the answer.
    """

    head: Head
    places: np.ndarray
    gap: float

    @property
    def settings(self) -> Mapping[str, Any]:
        return self.head.settings

    @property
    def left_out(self) -> None:
        return None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        return {**self.head.arrays, "places": self.places, "gap": np.array(self.gap)}

    def decide(self, features: np.ndarray) -> np.ndarray:
        values = self.head.decide(features)
        lowest = values.min(axis=1, keepdims=True) - np.float32(self.gap)
        return np.concatenate([values, lowest], axis=1)[:, self.places]

    def add(self, graph: GraphBuilder, features: str) -> str:
        values = self.head.add(graph, features)
        lowest = graph.add("ReduceMin", values, graph.constant(np.array([1])), keepdims=1)
        lowest = graph.add("Sub", lowest, graph.constant(np.array(self.gap, np.float32)))
        return graph.add(
            "Gather", graph.add("Concat", values, lowest, axis=1), graph.constant(self.places), axis=1
        )


def of_seen_classes(lesson: Lesson, settings: Mapping[str, Any], fit: Callable[[Lesson], Head]) -> Head:
    """`fit` of the classes that have rows. One class alone has nothing to be told from: it is the answer."""
    seen, targets = np.unique(lesson.targets, return_inverse=True)
    if len(seen) == lesson.classes:
        return fit(lesson) if len(seen) > 1 else _one_class(lesson, settings)
    known = replace(lesson, targets=targets, classes=len(seen))
    head = fit(known) if len(seen) > 1 else _one_class(known, settings)
    places = np.full(lesson.classes, len(seen))
    places[seen] = np.arange(len(seen))
    # As the rule of succession has it: what n rows did not show has a chance of about 1 in n.
    return Spread(head, places, float(np.log1p(len(targets))))


def _one_class(lesson: Lesson, settings: Mapping[str, Any]) -> Linear:
    width = lesson.features.shape[1]
    return Linear(
        settings, np.zeros(width, np.float32), np.zeros((width, 1), np.float32), np.zeros(1, np.float32)
    )
