"""What an engine answers to many pictures, a batch after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.runtimes.base import Runtime


def run_in_batches(
    runtime: Runtime, pixels: np.ndarray, names: Sequence[str], size: int
) -> dict[str, np.ndarray]:
    """The outputs `names` for uint8 (N, H, W, C), N >= 1, at most `size` pictures at once."""
    parts = [runtime.run(np.ascontiguousarray(pixels[at : at + size])) for at in range(0, len(pixels), size)]
    return {name: np.concatenate([part[name] for part in parts]) for name in names}
