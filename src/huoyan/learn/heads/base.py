"""What a head is: it learns classes from rows of features and answers as nodes of a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.parts.compact import Compact
from huoyan.learn.heads.parts.scaling import Scaling, scaling


class Head(Protocol):
    """One that is fitted. Its values are ordered like the classes; the largest is the answer."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What it was fitted with, what was given and what was chosen: `fit` takes it as it is."""

    @property
    def left_out(self) -> np.ndarray | None:
        """Unbiased decision values of the rows it has learnt, float32 (N, C): of each row by a head that
        learnt from all groups but its own. None where this kind has no closed form: then folds tell.
        """

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        """All that it has learnt, by name: what `weights.safetensors` holds of it."""

    def decide(self, features: np.ndarray) -> np.ndarray:
        """float32 (N, D) to decision values, float32 (N, C)."""

    def add(self, graph: GraphBuilder, features: str) -> str:
        """Its nodes behind the tensor `features`, float32 (N, D); the name of float32 (N, C).

        Plain operators only; equal to `decide` within float32's rounding.
        """


@dataclass(frozen=True, eq=False)
class Lesson:
    """Rows to learn from: features float32 (N, D), targets int64 (N,) of 0..classes-1, all seen or not.

    weights: of the rows, float64 (N,), of mean 1: what counts more where classes are of unequal size.
    groups: int64 (N,): rows of one group are never on both sides of a division. blocks: how many columns
    are of one origin each, in their order; () where all are.
    """

    features: np.ndarray
    targets: np.ndarray
    classes: int
    weights: np.ndarray
    groups: np.ndarray
    seed: int = 0
    blocks: tuple[int, ...] = ()

    @cached_property
    def scaling(self) -> Scaling:
        """Of its columns."""
        return scaling(self.features, self.weights, self.blocks)

    @cached_property
    def scaled(self) -> np.ndarray:
        """Its rows with columns of one size, float64 (N, D)."""
        return self.scaling.apply(self.features)

    @cached_property
    def compact(self) -> Compact:
        """The same, made small once for all heads and settings that are fitted to them."""
        return Compact.of(self.scaled)


class HeadKind(Protocol):
    """How a head is fitted. `settings` are its values, by the names of `options` in a recipe."""

    name: ClassVar[str]

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        """Settings worth trying on such rows, the plainest first; () where it cannot take them."""

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Head:
        """Raises UsageError (usage.option) for a setting that there is not, or out of its range.

        Settings that are left out are chosen from the rows in closed form, or have a fixed value.
        """
