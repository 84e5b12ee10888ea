"""Whether two have the same labels, and where each is: the same labels may stand in other orders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.text import nfc


def places_of(labels: Sequence[str], wanted: Sequence[str]) -> np.ndarray:
    """int64, the column in `labels` of each of `wanted`, which are the same names."""
    place = {nfc(name): at for at, name in enumerate(labels)}
    return np.array([place[nfc(name)] for name in wanted], np.int64)


def unshared(labels: Sequence[str], others: Sequence[str]) -> list[str]:
    """What only one of both has, sorted."""
    return sorted(set(map(nfc, labels)) ^ set(map(nfc, others)))
