"""A random forest, whose trees are walked level by level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.fit_warnings import expected_warnings
from huoyan.learn.heads.settings import read
from huoyan.learn.heads.votes import add_log_shares, log_shares
from huoyan.learn.options import integer
from huoyan.system.cores import available_cores

# A leaf holds a float32 for every class: 100 MB of them.
_MOST_VALUES = 25_000_000


@dataclass(frozen=True, slots=True)
class Trees:
    """The nodes of all trees in one row, M in all.

    From a node on to `left` where the column `feature` is at most `threshold`, else to `right`; int64,
    float32 (M,). A leaf leads to itself. roots: int64 (T,). leaf: int64 (M,), its row in `shares`, float32
    (L, C), how the rows there were divided among the classes. depth: of the deepest leaf.
    """

    settings: Mapping[str, Any]
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    leaf: np.ndarray
    roots: np.ndarray
    shares: np.ndarray
    depth: int
    left_out: ClassVar[None] = None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        names = ("feature", "threshold", "left", "right", "leaf", "roots", "shares")
        return {name: getattr(self, name) for name in names}

    def decide(self, features: np.ndarray) -> np.ndarray:
        nodes = np.broadcast_to(self.roots, (len(features), len(self.roots)))
        for _ in range(self.depth):
            below = np.take_along_axis(features, self.feature[nodes], axis=1) <= self.threshold[nodes]
            nodes = np.where(below, self.left[nodes], self.right[nodes])
        votes = np.zeros((len(features), self.shares.shape[1]))
        for leaves in self.leaf[nodes].T:
            votes += self.shares[leaves]
        return log_shares(votes)

    def add(self, graph: GraphBuilder, features: str) -> str:
        feature, threshold, left, right, leaf, shares = (
            graph.constant(each)
            for each in (self.feature, self.threshold, self.left, self.right, self.leaf, self.shares)
        )
        batch = graph.add("Shape", features, start=0, end=1)
        shape = graph.add("Concat", batch, graph.constant(np.array([len(self.roots)])), axis=0)
        nodes = graph.add("Expand", graph.constant(self.roots[None]), shape)
        for _ in range(self.depth):
            values = graph.add("GatherElements", features, graph.add("Gather", feature, nodes), axis=1)
            below = graph.add("LessOrEqual", values, graph.add("Gather", threshold, nodes))
            nodes = graph.add(
                "Where", below, graph.add("Gather", left, nodes), graph.add("Gather", right, nodes)
            )
        found = graph.add("Gather", shares, graph.add("Gather", leaf, nodes))
        votes = graph.add("ReduceSum", found, graph.constant(np.array([1])), keepdims=0)
        return add_log_shares(graph, votes, self.shares.shape[1])


class Forest:
    """trees: how many. depth: the most questions to a leaf. leaf: the fewest rows in one."""

    name: ClassVar[str] = "forest"

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        return tuple({"leaf": leaf} for leaf in (3, 1) if leaf == 1 or len(lesson.features) >= 20)

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Trees:
        """The same forest on any number of cores."""
        from sklearn.ensemble import RandomForestClassifier

        given = read(self.name, settings, {"trees": _trees, "depth": _depth, "leaf": integer})
        chosen = {"trees": 200, "depth": 16, "leaf": 1, **given}
        leaves = max(_MOST_VALUES // (chosen["trees"] * lesson.classes), 2)
        model = RandomForestClassifier(
            chosen["trees"],
            max_depth=chosen["depth"],
            min_samples_leaf=chosen["leaf"],
            max_leaf_nodes=leaves if leaves < len(lesson.features) else None,
            random_state=lesson.seed,
            n_jobs=available_cores(),
        )
        with expected_warnings():
            model.fit(lesson.features, lesson.targets, lesson.weights)
        return _trees_of([each.tree_ for each in model.estimators_], model.classes_, lesson.classes, chosen)


def _trees(name: str, value: Any) -> int:
    return integer(name, value, most=2_000)


def _depth(name: str, value: Any) -> int:
    return integer(name, value, most=32)


def _trees_of(trees: list[Any], seen: np.ndarray, classes: int, settings: Mapping[str, Any]) -> Trees:
    counts = [tree.node_count for tree in trees]
    roots = np.cumsum([0, *counts[:-1]])
    first = np.repeat(roots, counts)
    own = np.arange(sum(counts))
    left, right = (
        np.concatenate([getattr(tree, side) for tree in trees])
        for side in ("children_left", "children_right")
    )
    ends = left < 0
    fractions = np.concatenate([tree.value[:, 0, :] for tree in trees])[ends]
    shares = np.zeros((len(fractions), classes), np.float32)
    shares[:, seen] = fractions / fractions.sum(axis=1, keepdims=True)
    return Trees(
        settings,
        np.where(ends, 0, np.concatenate([tree.feature for tree in trees])),
        _rounded_down(np.where(ends, np.inf, np.concatenate([tree.threshold for tree in trees]))),
        np.where(ends, own, left + first),
        np.where(ends, own, right + first),
        np.maximum(np.cumsum(ends) - 1, 0),
        roots,
        shares,
        max(tree.max_depth for tree in trees),
    )


def _rounded_down(thresholds: np.ndarray) -> np.ndarray:
    """float32 that the same float32 are at most as of the float64: scikit-learn compares with those."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near)
