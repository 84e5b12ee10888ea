"""A random forest, all of whose questions are asked at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.parts.fit_warnings import expected_warnings
from huoyan.learn.heads.parts.row_parts import in_parts
from huoyan.learn.heads.parts.settings import read
from huoyan.learn.heads.parts.votes import add_log_shares, log_shares
from huoyan.learn.options import integer
from huoyan.system.cores import available_cores

# A leaf holds a float32 for every class: 100 MB of them.
_MOST_VALUES = 25_000_000
# Of a column's deviation, or of its values where they are much larger: so much engines may differ in it.
_SOFT, _ROUNDING = 1e-3, 1e-6


@dataclass(frozen=True, slots=True)
class Level:
    """The nodes of one depth. inner, leaves: places among them. The rest: of each inner node, or leaf."""

    inner: np.ndarray
    leaves: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    width: np.ndarray
    shares: np.ndarray


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees together, level by level: below the roots stand all left children, then all right ones.

    A picture goes right by a share that rises from 0 at the threshold to 1 at `width`, a thousandth of the
    column's deviation, above it, and left by the rest: so no rounding of its features moves a vote.

    ends: bool (M,), whether a node is a leaf. feature: int64, threshold, width: float32, of each inner node.
    shares: float32 (L, C), how the rows of a leaf were divided among the classes.
    """

    settings: Mapping[str, Any]
    roots: int
    ends: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    width: np.ndarray
    shares: np.ndarray
    left_out: ClassVar[None] = None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        names = ("ends", "feature", "threshold", "width", "shares")
        return {"roots": np.array(self.roots), **{name: getattr(self, name) for name in names}}

    def levels(self) -> Iterator[Level]:
        node = question = leaf = 0
        size = self.roots
        while size:
            ends = self.ends[node : node + size]
            asked = slice(question, question + int((~ends).sum()))
            reached = slice(leaf, leaf + int(ends.sum()))
            yield Level(
                np.flatnonzero(~ends),
                np.flatnonzero(ends),
                self.feature[asked],
                self.threshold[asked],
                self.width[asked],
                self.shares[reached],
            )
            node, question, leaf = node + size, asked.stop, reached.stop
            size = 2 * (asked.stop - asked.start)

    def decide(self, features: np.ndarray) -> np.ndarray:
        return log_shares(in_parts(self._votes, features, len(self.ends)))

    def _votes(self, features: np.ndarray) -> np.ndarray:
        votes = np.zeros((len(features), self.shares.shape[1]), np.float32)
        there = np.ones((len(features), self.roots), np.float32)
        for level in self.levels():
            votes += there[:, level.leaves] @ level.shares
            ratio = (features[:, level.feature] - level.threshold) / level.width
            inner = there[:, level.inner]
            right = inner * np.clip(ratio, 0, 1)
            there = np.concatenate([inner - right, right], axis=1)
        return votes

    def add(self, graph: GraphBuilder, features: str) -> str:
        zero, one = (graph.constant(np.array(each, np.float32)) for each in (0, 1))
        first = graph.add("Gather", features, graph.constant(np.zeros(self.roots, np.int64)), axis=1)
        # Every picture is at every root: 1 whatever its first feature is, in the shape of the batch.
        there, votes = graph.add("Clip", first, one, one), []
        for level in self.levels():
            if len(level.leaves):
                ended = graph.add("Gather", there, graph.constant(level.leaves), axis=1)
                votes.append(graph.add("MatMul", ended, graph.constant(level.shares)))
            if len(level.inner):
                values = graph.add("Gather", features, graph.constant(level.feature), axis=1)
                over = graph.add("Sub", values, graph.constant(level.threshold))
                ratio = graph.add("Div", over, graph.constant(level.width))
                inner = graph.add("Gather", there, graph.constant(level.inner), axis=1)
                right = graph.add("Mul", inner, graph.add("Clip", ratio, zero, one))
                there = graph.add("Concat", graph.add("Sub", inner, right), right, axis=1)
        summed = graph.add("Sum", *votes)
        return add_log_shares(graph, summed, self.shares.shape[1])


class Forest:
    """trees: how many. depth: the most questions to a leaf. leaf: the fewest rows in one."""

    name: ClassVar[str] = "forest"

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        return ({},)

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Trees:
        """The same forest on any number of cores."""
        from sklearn.ensemble import RandomForestClassifier

        given = read(self.name, settings, {"trees": _trees, "depth": _depth, "leaf": integer})
        chosen = {"trees": 100, "depth": 16, "leaf": 1, **given}
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
        widths = np.maximum(
            _SOFT * lesson.features.std(axis=0, dtype=np.float64),
            _ROUNDING * np.abs(lesson.features).max(axis=0),
        )
        return _trees_of(
            [each.tree_ for each in model.estimators_], model.classes_, lesson.classes, widths, chosen
        )


def _trees(name: str, value: Any) -> int:
    return integer(name, value, most=2_000)


def _depth(name: str, value: Any) -> int:
    return integer(name, value, most=32)


def _trees_of(
    trees: list[Any], seen: np.ndarray, classes: int, widths: np.ndarray, settings: Mapping[str, Any]
) -> Trees:
    counts = [tree.node_count for tree in trees]
    roots = np.cumsum([0, *counts[:-1]])
    first = np.repeat(roots, counts)
    left, right, feature, threshold = (
        np.concatenate([getattr(tree, name) for tree in trees])
        for name in ("children_left", "children_right", "feature", "threshold")
    )
    level, order = roots, []
    while len(level):
        order.append(level)
        inner = level[left[level] >= 0]
        level = np.concatenate([(side + first)[inner] for side in (left, right)])
    nodes = np.concatenate(order)
    ends = left[nodes] < 0
    inner, leaves = nodes[~ends], nodes[ends]
    rows = np.concatenate([tree.value[:, 0, :] for tree in trees])[leaves]
    shares = np.zeros((len(leaves), classes), np.float32)
    shares[:, seen] = rows / rows.sum(axis=1, keepdims=True)
    return Trees(
        settings,
        len(trees),
        ends,
        feature[inner],
        threshold[inner].astype(np.float32),
        widths[feature[inner]].astype(np.float32),
        shares,
    )
