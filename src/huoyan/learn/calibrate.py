"""Temperature scaling: one number that makes confidences mean what they say."""

from __future__ import annotations

import numpy as np

# Below this many pictures the fitted number says more about them than about the network.
LEAST = 50
RANGE = (0.05, 20.0)


def fit_temperature(logits: np.ndarray, targets: np.ndarray, *, multilabel: bool) -> float:
    """The temperature that minimises the log loss of `logits` (N, C) on validation targets.

    Guo et al. 2017, section 4.2: dividing all logits by it changes no answer, only how sure it is.
    1.0 where there are fewer than `LEAST` pictures. The loss is convex in 1/T, so golden-section
    search over log T finds its minimum.
    """
    if len(logits) < LEAST:
        return 1.0
    scaled = logits.astype(np.float64)
    low, high = np.log(RANGE)
    inverse_golden = (np.sqrt(5) - 1) / 2
    for _ in range(40):
        left = high - inverse_golden * (high - low)
        right = low + inverse_golden * (high - low)
        if _loss(scaled / np.exp(left), targets, multilabel) < _loss(
            scaled / np.exp(right), targets, multilabel
        ):
            high = right
        else:
            low = left
    return round(float(np.exp((low + high) / 2)), 4)


def _loss(logits: np.ndarray, targets: np.ndarray, multilabel: bool) -> float:
    if multilabel:
        # log(1 + exp(x)) - x * target, without overflow
        return float((np.logaddexp(0, logits) - logits * targets).mean())
    largest = logits.max(axis=1)
    total = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return float((total - logits[np.arange(len(logits)), targets]).mean())
