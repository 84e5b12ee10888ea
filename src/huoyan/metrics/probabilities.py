"""Logits as probabilities and back, and classes as rows of 0 and 1."""

from __future__ import annotations

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities (N, C) of which each row sums to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)) of each, without overflow at either end."""
    return np.asarray(np.exp(-np.logaddexp(0, -logits)))


def logit(probabilities: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)), finite for a float32 that was rounded to 1."""
    rest = np.clip(1 - probabilities, np.finfo(np.float32).eps, None)
    return np.asarray(np.log(probabilities) - np.log(rest))


def one_hot(indices: np.ndarray, classes: int) -> np.ndarray:
    """Class indices (N,) as bool (N, C) with one True a row."""
    return np.asarray(np.eye(classes, dtype=bool)[indices])
