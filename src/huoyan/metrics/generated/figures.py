"""All figures of made pictures beside real ones that a training is followed by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.generated.diversity import diversity
from huoyan.metrics.generated.kernel_distance import kernel_distance
from huoyan.metrics.generated.manifolds import manifold_shares


@dataclass(frozen=True, slots=True)
class GeneratedFigures:
    """kid, lower is better, and its deviation: see `kernel_distance`; precision, recall: `manifold_shares`;
    diversity: within classes, NaN where real pictures do not differ. n: pictures on each side."""

    kid: float
    deviation: float
    precision: float
    recall: float
    diversity: float
    n_made: int
    n_real: int


def generated_figures(
    made: np.ndarray, real: np.ndarray, made_classes: np.ndarray, real_classes: np.ndarray
) -> GeneratedFigures:
    """Features (N, D) and (M, D), classes (N,) and (M,). UsageError (usage.metrics) for fewer than 4."""
    kid, shares = kernel_distance(made, real), manifold_shares(made, real)
    return GeneratedFigures(
        kid.value,
        kid.deviation,
        shares.precision,
        shares.recall,
        diversity(made, real, made_classes, real_classes),
        len(made),
        len(real),
    )
