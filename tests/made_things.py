"""Pictures with things and what a made-up detector finds in them: some well, some badly, some twice."""

from __future__ import annotations

import numpy as np

from huoyan.metrics.detection.things import FoundThings, TrueThings


def made(
    n: int, labels: int, seed: int, crowds: float = 0.1, whole: bool = False
) -> tuple[FoundThings, TrueThings]:
    """Of `n` pictures. crowds: the share of such; whole: whole sides, so that overlaps are equal."""
    rng = np.random.default_rng(seed)
    true, found = [np.empty((0, 7))], []
    for picture in range(n):
        count = int(rng.integers(0, 8))
        boxes, classes = _some(count, rng), rng.integers(0, labels, count)
        sides = np.round(boxes) if whole else boxes
        crowd = rng.random(count) < crowds
        true.append(np.column_stack([np.full(count, picture), classes, sides, crowd]))
        found.append(_found(boxes, classes, labels, rng, whole))
    return FoundThings.of(found), TrueThings.of(n, np.vstack(true))


def _some(count: int, rng: np.random.Generator) -> np.ndarray:
    low = rng.random((count, 2)) * 300
    return np.hstack([low, low + np.exp(rng.normal(3.8, 0.9, (count, 2)))])


def _found(
    boxes: np.ndarray, classes: np.ndarray, labels: int, rng: np.random.Generator, whole: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    times = rng.integers(0, 3, len(boxes))
    near, said = np.repeat(boxes, times, axis=0), np.repeat(classes, times)
    near = near + rng.normal(0, 0.08, near.shape) * np.tile(near[:, 2:] - near[:, :2], 2)
    said = np.where(rng.random(len(said)) < 0.15, rng.integers(0, labels, len(said)), said)
    nothing = int(rng.integers(0, 6))
    sides = np.vstack([near, _some(nothing, rng)])
    every = np.concatenate([said, rng.integers(0, labels, nothing)])
    # Few scores, so that many are equal.
    return every, np.round(sides) if whole else sides, np.round(rng.random(len(every)), 2)


def looked_for(true: TrueThings, labels: int, seed: int) -> FoundThings:
    """What the made-up detector finds of given things."""
    rng = np.random.default_rng(seed)
    of = [true.pictures == picture for picture in range(true.n)]
    return FoundThings.of([_found(true.boxes[at], true.classes[at], labels, rng, False) for at in of])
