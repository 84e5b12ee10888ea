"""Precision and recall of made pictures (Kynkäänniemi et al. 2019): how many are like real ones, and how many
of the real ones are like made ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.generated.rows import check_rows, squared_distances, squared_radii

NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class ManifoldShares:
    """precision: share of made pictures within the manifold of the real ones; recall the other way round."""

    precision: float
    recall: float


def manifold_shares(made: np.ndarray, real: np.ndarray) -> ManifoldShares:
    """The manifold of rows is all that is no farther from one of them than its third nearest other one.

    Figures of different numbers of pictures cannot be compared. UsageError (usage.metrics) for fewer than 4.
    """
    made, real = check_rows(made, real, least=NEIGHBOURS + 1)
    return ManifoldShares(_share_within(made, real), _share_within(real, made))


def _share_within(some: np.ndarray, of: np.ndarray) -> float:
    """The share of `some` that lies in the manifold of `of`."""
    radii = squared_radii(of, NEIGHBOURS)
    inside = [(found <= radii).any(axis=1) for _, found in squared_distances(some, of)]
    return float(np.concatenate(inside).mean())
