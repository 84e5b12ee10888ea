"""KID, the kernel inception distance of Bińkowski et al. (2018), in the features of whatever network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.generated.rows import check_rows

SUBSETS, SUBSET = 50, 1000


@dataclass(frozen=True, slots=True)
class KernelDistance:
    """value: the unbiased estimate from all pictures, 0 in the mean (a little less at times) where made ones
    are as real ones. deviation: of the estimates from `SUBSETS` draws of `subset` pictures a side."""

    value: float
    deviation: float
    subset: int
    n_made: int
    n_real: int


def kernel_distance(made: np.ndarray, real: np.ndarray, *, seed: int = 0) -> KernelDistance:
    """Squared maximum mean discrepancy of features (N, D) and (M, D) under the kernel (x y / D + 1)^3.

    Draws are of at most half of either side, so that they differ. Raises UsageError (usage.metrics) for fewer
    than 4 rows.
    """
    made, real = check_rows(made, real, least=4)
    rng = np.random.default_rng(seed)
    size = min(SUBSET, len(made) // 2, len(real) // 2)
    draws = [unbiased_discrepancy(_some(made, size, rng), _some(real, size, rng)) for _ in range(SUBSETS)]
    value = unbiased_discrepancy(made, real)
    return KernelDistance(value, float(np.std(draws, ddof=1)), size, len(made), len(real))


def unbiased_discrepancy(made: np.ndarray, real: np.ndarray) -> float:
    """No picture is compared with itself."""
    n, m = len(made), len(real)
    within_made, within_real = _kernel(made, made), _kernel(real, real)
    first = (within_made.sum() - np.trace(within_made)) / (n * (n - 1))
    second = (within_real.sum() - np.trace(within_real)) / (m * (m - 1))
    return float(first + second - 2 * _kernel(made, real).mean())


def _kernel(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.asarray((some @ others.T / some.shape[1] + 1) ** 3)


def _some(rows: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    return rows[rng.choice(len(rows), n, replace=False)]
