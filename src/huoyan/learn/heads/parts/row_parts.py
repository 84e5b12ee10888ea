"""Many rows answered a part at a time, so that what lies between does not fill the memory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_VALUES = 4_000_000


def in_parts(answer: Callable[[np.ndarray], np.ndarray], features: np.ndarray, values: int) -> np.ndarray:
    """`answer` of features (N, D), as one array (N, C); it makes about `values` numbers of each row."""
    rows = max(_VALUES // max(values, 1), 1)
    starts = range(0, max(len(features), 1), rows)
    return np.concatenate([answer(features[start : start + rows]) for start in starts])
