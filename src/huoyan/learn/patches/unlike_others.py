"""Training pictures that are far from all other ones, place by place: good ones that may hold a defect."""

from __future__ import annotations

import numpy as np

from huoyan.data.check.labels.unlike_good import LEAST, far_out
from huoyan.learn.patches.patch_memory import PatchMemory


def unlike_others(
    memory: PatchMemory, rows: np.ndarray, pictures: np.ndarray, kept: np.ndarray
) -> np.ndarray:
    """Numbers of pictures, int64 (n,), the strangest first. rows: float32 (N, D), places of all; pictures:
    int64 (N,), ascending, whose each is; kept: indices of those that are remembered, as the memory has them.
    """
    numbers, starts = np.unique(pictures, return_index=True)
    if len(numbers) < LEAST:
        return np.empty(0, np.int64)
    own, apart = pictures[kept], np.zeros(len(numbers))
    for at, (number, part) in enumerate(zip(numbers, np.split(rows, starts[1:]), strict=True)):
        others = memory.without(own == number)
        apart[at] = others.distances(part).max() if len(others.places) else 0.0
    strange = np.flatnonzero(far_out(apart))
    return np.asarray(numbers[strange[np.argsort(-apart[strange], kind="stable")]])
