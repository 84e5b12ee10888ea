"""Who judges made pictures while a generator learns: a network that looks at them and at real ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.generated.figures import GeneratedFigures, generated_figures

# uint8 (N, H, W, C) to features (N, D).
Look = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """real: features of real pictures, (M, D), and their classes int64 (M,). made: as many pictures are made,
    of `made` classes int64 (N,)."""

    look: Look
    real: np.ndarray
    real_classes: np.ndarray
    made: np.ndarray

    def __call__(self, pixels: np.ndarray) -> GeneratedFigures:
        """Of pictures of the classes `made`."""
        return generated_figures(self.look(pixels), self.real, self.made, self.real_classes)
