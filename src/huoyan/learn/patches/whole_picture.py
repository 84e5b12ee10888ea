"""How far a picture as a whole is from good ones: another thing may have no place unlike all of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from huoyan.learn.graph_builder import GraphBuilder

# Good pictures, below which none is compared as a whole.
LEAST = 10
FOLDS = 5
# Of the usual spread of all features what one varies by at least.
LEAST_SPREAD = 0.1
# Spread in units, of all features, up to which means differ by roundings alone.
EQUAL = 1e-4
# Of ten good pictures nine are nearer, as wholes and by their furthest places: both count alike there.
USUAL = 90


@dataclass(frozen=True, slots=True, eq=False)
class WholePicture:
    """The distance of a Gaussian of the means that good pictures' places have, its covariance shrunk (Rippel,
    Mertens and Merhof 2021, section III; Ledoit and Wolf 2004), in the unit of the distances of places.

    mean: float32 (D,); axes: float32 (D, D), of zeros where the pictures were equal, so that all are near.
    """

    mean: np.ndarray
    axes: np.ndarray

    @classmethod
    def of(cls, means: np.ndarray) -> WholePicture:
        """means: float (N, D), of good pictures, in units. Distances are as the Gaussian has them."""
        features = means.shape[1]
        mean, spread = means.mean(axis=0), means.std(axis=0)
        usual = float(np.sqrt(np.mean(spread**2)))
        if usual <= EQUAL:
            return cls(mean.astype(np.float32), np.zeros((features, features), np.float32))
        from scipy.linalg import solve_triangular
        from sklearn.covariance import ledoit_wolf

        scale = np.maximum(spread, LEAST_SPREAD * usual)
        scaled = (means - mean) / scale
        covariance, _ = ledoit_wolf(scaled, assume_centered=True)
        ridge = 1e-9 * np.eye(features)  # pictures of two kinds, all alike, vary along one line alone
        lower = np.linalg.cholesky(covariance + ridge)
        axes = solve_triangular(lower, np.diag(1 / scale), lower=True).T
        return cls(mean.astype(np.float32), axes.astype(np.float32))

    def in_unit_of(self, own: np.ndarray, places: np.ndarray) -> WholePicture:
        """own: distances of good pictures that had no part in it; places: those of their furthest places.

        Where `own` are 0, all pictures are near.
        """
        usual = float(np.percentile(own, USUAL))
        factor = float(np.percentile(places, USUAL)) / usual if usual > 0 else 0.0
        return replace(self, axes=self.axes * np.float32(factor))

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        return {"whole.mean": self.mean, "whole.axes": self.axes}

    def distances(self, means: np.ndarray) -> np.ndarray:
        """float32 (N, D) to float32 (N,)."""
        turned = (means.astype(np.float32) - self.mean) @ self.axes
        return np.asarray(np.sqrt(np.einsum("nd,nd->n", turned, turned)))

    def add_to(self, graph: GraphBuilder, rows: str) -> str:
        """(N,) from the places (N, h w, D)."""
        axis = graph.constant(np.array([1]))
        mean = graph.add("ReduceMean", rows, axis, keepdims=0)
        apart = graph.add("Sub", mean, graph.constant(self.mean))
        turned = graph.add("MatMul", apart, graph.constant(self.axes))
        squares = graph.add("Mul", turned, turned)
        return graph.add("Sqrt", graph.add("ReduceSum", squares, axis, keepdims=0))


def folds(count: int) -> np.ndarray:
    """int64 (count,): by turns."""
    return np.arange(count) % FOLDS


def left_out(means: np.ndarray) -> np.ndarray:
    """Distances float32 (N,) of good pictures, each from those of the other folds alone.

    0 for fewer than LEAST.
    """
    fold = folds(len(means))
    found = np.zeros(len(means), np.float32)
    for each in range(FOLDS if len(means) >= LEAST else 0):
        rest = WholePicture.of(means[fold != each])
        found[fold == each] = rest.distances(means[fold == each])
    return found
