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
    kernels = Kernels(_kernel(made, made), _kernel(real, real), _kernel(made, real))
    rng = np.random.default_rng(seed)
    size = min(SUBSET, len(made) // 2, len(real) // 2)
    draws = [kernels.of(_some(made, size, rng), _some(real, size, rng)).discrepancy() for _ in range(SUBSETS)]
    return KernelDistance(kernels.discrepancy(), float(np.std(draws, ddof=1)), size, len(made), len(real))


@dataclass(frozen=True, slots=True, eq=False)
class Kernels:
    """Of made pictures with each other, of real ones with each other, and of both: once for all draws."""

    made: np.ndarray
    real: np.ndarray
    both: np.ndarray

    def of(self, made: np.ndarray, real: np.ndarray) -> Kernels:
        """Of these made and these real ones, by their numbers."""
        return Kernels(
            self.made[np.ix_(made, made)], self.real[np.ix_(real, real)], self.both[np.ix_(made, real)]
        )

    def discrepancy(self) -> float:
        """Unbiased: no picture is compared with itself."""
        return _mean_of_others(self.made) + _mean_of_others(self.real) - 2 * float(self.both.mean())


def _mean_of_others(kernel: np.ndarray) -> float:
    n = len(kernel)
    return float((kernel.sum() - np.trace(kernel)) / (n * (n - 1)))


def _kernel(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.asarray((some @ others.T / some.shape[1] + 1) ** 3)


def _some(rows: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    return rng.choice(len(rows), n, replace=False)
