"""Rows to learn from, made so that every feature is a picture's pixel divided by 16: exact in float32."""

from __future__ import annotations

import numpy as np

from huoyan.learn.heads.base import Lesson

SIDE = 4


def pixels(count: int, classes: int, seed: int = 0, noise: float = 30) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (N, 4, 4, 1), and which class each shows."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(7).integers(60, 190, (classes, SIDE, SIDE, 1))
    targets = rng.permutation(np.arange(count) % classes)
    shown = centres[targets] + rng.normal(0, noise, (count, SIDE, SIDE, 1))
    return shown.clip(0, 255).astype(np.uint8), targets


def features_of(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1).astype(np.float32) / 16


def lesson(
    features: np.ndarray,
    targets: np.ndarray,
    classes: int,
    *,
    weights: np.ndarray | None = None,
    groups: np.ndarray | None = None,
    seed: int = 0,
) -> Lesson:
    weights = np.ones(len(targets)) if weights is None else weights / weights.mean()
    groups = np.arange(len(targets)) if groups is None else groups
    return Lesson(features, np.asarray(targets), classes, weights, groups, seed)


def easy(count: int = 90, classes: int = 3, seed: int = 0) -> Lesson:
    images, targets = pixels(count, classes, seed)
    return lesson(features_of(images), targets, classes)
