"""Temperature scaling: one number that makes confidences mean what they say."""

from __future__ import annotations

import numpy as np

# Below this many pictures the fitted number says more about them than about the network.
_LEAST = 50
RANGE = (0.05, 20.0)


def fit_temperature(
    logits: np.ndarray,
    targets: np.ndarray,
    *,
    multilabel: bool,
    within: tuple[float, float] = RANGE,
    least: int = _LEAST,
) -> float:
    """The temperature that minimises the log loss of `logits` (N, C) on validation targets.

    Guo et al. 2017, section 4.2: dividing all logits by it changes no answer, only how sure it is. A
    network without a single validation mistake would be driven to certainty, so the targets are
    softened to what N right answers can show, as Platt 1999, section 2.2, does: 1 - 1 / (N + 2).
    1.0 where there are fewer than `least` pictures. The loss is convex in 1 / T, so golden-section
    search over log T finds its minimum `within` the range.
    """
    if len(logits) < least:
        return 1.0
    soft = _softened(targets, logits.shape[1], multilabel)
    scaled = logits.astype(np.float64)
    low, high = np.log(within)
    inverse_golden = (np.sqrt(5) - 1) / 2
    for _ in range(40):
        left = high - inverse_golden * (high - low)
        right = low + inverse_golden * (high - low)
        if _loss(scaled / np.exp(left), soft, multilabel) < _loss(scaled / np.exp(right), soft, multilabel):
            high = right
        else:
            low = left
    return round(float(np.exp((low + high) / 2)), 4)


def _softened(targets: np.ndarray, classes: int, multilabel: bool) -> np.ndarray:
    """Targets as probabilities (N, C), a little short of certain."""
    doubt = 1 / (len(targets) + 2)
    if multilabel:
        return np.asarray(targets * (1 - 2 * doubt) + doubt)
    soft = np.full((len(targets), classes), doubt / max(1, classes - 1))
    soft[np.arange(len(targets)), targets] = 1 - doubt
    return soft


def _loss(logits: np.ndarray, soft: np.ndarray, multilabel: bool) -> float:
    """Mean cross-entropy between `soft` and the probabilities of `logits`."""
    if multilabel:
        # log(1 + exp(x)) - x * target, without overflow
        return float((np.logaddexp(0, logits) - logits * soft).mean())
    largest = logits.max(axis=1, keepdims=True)
    total = largest + np.log(np.exp(logits - largest).sum(axis=1, keepdims=True))
    return float(((total - logits) * soft).sum(axis=1).mean())
