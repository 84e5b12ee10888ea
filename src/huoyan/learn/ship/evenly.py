"""Some of many, evenly spread."""

from __future__ import annotations

import numpy as np


def spread(n: int, most: int) -> np.ndarray:
    """At most `most` of n indices, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int))
