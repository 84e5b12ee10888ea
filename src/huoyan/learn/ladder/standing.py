"""What a rung came to, and how its model is made if it is the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huoyan.learn.ladder.comparison import Duel
from huoyan.learn.learnt import Learnt
from huoyan.metrics.growth import Errors


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """right: of every picture of the pool the share of its answers that were right, float64 (N,); NaN where
    it was not answered. learnt: makes the model; graph: that alone, as ONNX. errors: measures those of models
    that learn from fewer pictures, until the time is over; None where each would take too long. owed: seconds
    that `learnt` is going to take; scoring: that the test part takes beyond what is kept back for it. others:
    tries dearer heads on the same features, where it has any. weights: the file of the network that its
    features are of.
    """

    kind: str
    model: str
    features: str | None
    settings: dict[str, object]
    right: np.ndarray
    seconds: float
    learnt: Callable[[], Learnt]
    graph: Callable[[], bytes] | None = None
    errors: Callable[[Callable[[], bool]], Errors | None] | None = None
    owed: float = 0.0
    scoring: float = 0.0
    others: Callable[[], Standing | None] | None = None
    weights: str | None = None

    def against(self, holder: Standing, groups: np.ndarray) -> Duel:
        """On the pictures that both answered. groups: `units` of the pool."""
        return Duel.on_both(self.right, holder.right, groups)

    @property
    def answered(self) -> np.ndarray:
        """bool (N,)."""
        return np.asarray(~np.isnan(self.right))
