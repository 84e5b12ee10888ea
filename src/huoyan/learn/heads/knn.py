"""The k nearest rows vote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.parts.row_parts import in_parts
from huoyan.learn.heads.parts.scaling import Scaling, scaling
from huoyan.learn.heads.parts.settings import read
from huoyan.learn.heads.parts.votes import add_log_shares, log_shares
from huoyan.learn.options import integer, named_choice

METRICS = ("euclidean", "cosine", "scaled")
TRIED = (3, 5, 10, 20)
# All rows are kept in the model: 100 MB of float32.
_MOST_VALUES = 25_000_000
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest `full` rows vote in full, those up to the `none`-th less and less by their distance.

    So that nothing jumps where two rows are as near as each other, or change places by a rounding: a
    vote is 1 up to the squared distance of the `full`-th row, and falls to 0 at that of the `none`-th,
    over at least `softness` of the squared sizes.

    unit: rows are brought to length 1 first. rows: float32 (R, D), scaled. votes: float32 (R, C), the
    weight of each row at its class.
    """

    settings: Mapping[str, Any]
    unit: bool
    scaling: Scaling
    rows: np.ndarray
    votes: np.ndarray
    full: int
    none: int
    softness: ClassVar[float] = 2e-3
    left_out: ClassVar[None] = None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        named = {"rows": self.rows, "votes": self.votes}
        return {"mean": self.scaling.mean, "scale": self.scaling.scale, **named}

    def decide(self, features: np.ndarray) -> np.ndarray:
        return log_shares(in_parts(self._votes, features, len(self.rows)))

    def _votes(self, features: np.ndarray) -> np.ndarray:
        x = self.scaling.apply(_unit(features) if self.unit else features)
        norms = np.square(x).sum(axis=1, keepdims=True)
        distances = norms + self._own() - 2 * (x @ self.rows.T)
        order = np.partition(distances, (self.full - 1, self.none - 1), axis=1)
        near, far = order[:, self.full - 1, None], order[:, self.none - 1, None]
        width = np.maximum(far - near, self.softness * (norms + self._size()))
        return np.asarray(np.clip((near - distances) / width + 1, 0, 1) @ self.votes)

    def add(self, graph: GraphBuilder, features: str) -> str:
        x = self.scaling.add(graph, _add_unit(graph, features) if self.unit else features)
        norms = graph.add("ReduceSumSquare", x, graph.constant(np.array([1])), keepdims=1)
        product = graph.add("MatMul", x, graph.constant(2 * self.rows.T))
        own = graph.constant(self._own().astype(np.float32))
        distances = graph.add("Sub", graph.add("Add", norms, own), product)
        near, far = self._add_bounds(graph, distances)
        size = graph.add("Add", norms, graph.constant(np.array(self._size(), np.float32)))
        least = graph.add("Mul", size, graph.constant(np.array(self.softness, np.float32)))
        width = graph.add("Max", graph.add("Sub", far, near), least)
        ratio = graph.add("Div", graph.add("Sub", near, distances), width)
        one = graph.constant(np.array(1, np.float32))
        weights = graph.add(
            "Clip", graph.add("Add", ratio, one), graph.constant(np.array(0, np.float32)), one
        )
        votes = graph.add("MatMul", weights, graph.constant(self.votes))
        return add_log_shares(graph, votes, self.votes.shape[1])

    def _add_bounds(self, graph: GraphBuilder, distances: str) -> list[str]:
        count = graph.constant(np.array([self.none]))
        values, _ = graph.many("TopK", 2, distances, count, axis=1, largest=0, sorted=1)
        places = (self.full - 1, self.none - 1)
        return [graph.add("Gather", values, graph.constant(np.array([at])), axis=1) for at in places]

    def _own(self) -> np.ndarray:
        return np.asarray(np.square(self.rows.astype(np.float64)).sum(axis=1))

    def _size(self) -> float:
        return max(float(self._own().mean()), _TINY)  # rows that are all alike have none


class Knn:
    """k: how many vote. metric: euclidean, of the columns as they are; cosine, of rows of length 1; or
    scaled, euclidean of columns of one size, which was never the best on features of one kind.
    """

    name: ClassVar[str] = "knn"

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        if lesson.features.size > _MOST_VALUES:
            return ()
        counts = [k for k in TRIED if k <= len(lesson.features) // 2] or [1]
        return tuple({"metric": metric, "k": k} for metric in METRICS[:2] for k in counts[::-1])

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Neighbours:
        given = read(self.name, settings, {"k": integer, "metric": _metric})
        chosen = {"k": 5, "metric": "euclidean", **given}
        unit = chosen["metric"] == "cosine"
        features = _unit(lesson.features) if unit else lesson.features
        scaled = scaling(features, lesson.weights, lesson.blocks)
        if chosen["metric"] != "scaled":  # centred all the same, for float32's sake: distances stay
            scaled = Scaling(scaled.mean, np.ones_like(scaled.scale))
        votes = (lesson.targets[:, None] == np.arange(lesson.classes)) * lesson.weights[:, None]
        full = min(chosen["k"], len(features))
        return Neighbours(
            chosen,
            unit,
            scaled,
            scaled.apply(features).astype(np.float32),
            votes.astype(np.float32),
            full,
            min(full + (full + 1) // 2, len(features)),
        )


def _metric(name: str, value: Any) -> str:
    return named_choice(name, value, METRICS)


def _unit(features: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(features.astype(np.float64), axis=1, keepdims=True)
    return np.asarray(features / np.maximum(norms, _TINY))


def _add_unit(graph: GraphBuilder, features: str) -> str:
    norms = graph.add("ReduceL2", features, graph.constant(np.array([1])), keepdims=1)
    return graph.add("Div", features, graph.add("Max", norms, graph.constant(np.array(_TINY, np.float32))))
