"""Where validation draws the line for each label of a picture that may have several."""

from __future__ import annotations

import numpy as np

# Positives that a class needs on validation for a threshold of its own.
LEAST_POSITIVES = 10
_THRESHOLD = 0.5
RESAMPLES = 25


def fit_thresholds(
    probabilities: np.ndarray, targets: np.ndarray, *, seed: int = 0
) -> tuple[float, ...] | None:
    """A threshold for each class of multi-label answers: the one with the best F1 on validation.

    `probabilities` (N, C), `targets` 0/1 (N, C); a label is given where its probability reaches its
    threshold. A class with fewer than `LEAST_POSITIVES` shares one threshold with all others like it; it
    stays at 0.5 where they have fewer together. None where all stay there.
    """
    probabilities = np.asarray(probabilities, dtype=np.float64)
    truth = np.asarray(targets) > 0.5
    rng = np.random.default_rng(seed)
    few = truth.sum(axis=0) < LEAST_POSITIVES
    values = np.full(len(few), _THRESHOLD)
    for c in np.flatnonzero(~few):
        values[c] = _steady_threshold(probabilities[:, c], truth[:, c], rng)
    if few.any():
        values[few] = _steady_threshold(probabilities[:, few].ravel(), truth[:, few].ravel(), rng)
    return tuple(values.tolist()) if (values != _THRESHOLD).any() else None


def best_threshold(scores: np.ndarray, truth: np.ndarray) -> float:
    """The threshold of `scores` (N,) in 0..1 with the best F1 against bool (N,); of equals that nearest 0.5.

    It lies halfway between two scores. 0.5 where nothing is true.
    """
    if not truth.any():
        return _THRESHOLD
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    f1 = 2 * np.cumsum(truth[order]) / (np.arange(1, len(scores) + 1) + truth.sum())
    below = np.append(ranked[1:], 0.0)
    f1[:-1][ranked[:-1] == below[:-1]] = -1  # equal scores cannot be told apart
    between = (ranked + below) / 2
    best = np.flatnonzero(f1 == f1.max())
    return float(between[best[np.abs(between[best] - _THRESHOLD).argmin()]])


def _steady_threshold(scores: np.ndarray, truth: np.ndarray, rng: np.random.Generator) -> float:
    """The mean of the best thresholds of resamples: that of the sample jumps at a picture (Breiman 1996)."""
    if truth.sum() < LEAST_POSITIVES:
        return _THRESHOLD
    draws = (rng.integers(0, len(scores), len(scores)) for _ in range(RESAMPLES))
    return float(np.mean([best_threshold(scores[drawn], truth[drawn]) for drawn in draws]))
