"""Whether made pictures are copies of training pictures: which of these is nearest, and how near it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.metrics.generated.rows import check_rows, squared_distances


@dataclass(frozen=True, slots=True)
class Memorised:
    """Of each picture: nearest, int64 (N,), the training picture at which it lies; distance (N,) to it; near
    (N,): the distance as a share of that from the training picture to its own nearest neighbour in training.

    Below 1 a picture is nearer to a training picture than any other training picture is.
    """

    nearest: np.ndarray
    distance: np.ndarray
    near: np.ndarray

    @property
    def share(self) -> float:
        """Of pictures that are nearer than training pictures are to each other."""
        return float((self.near < 1).mean())


def memorised(pictures: np.ndarray, training: np.ndarray) -> Memorised:
    """Of made pictures, or of real ones that were not learnt from: their share is what chance gives.

    A training picture that is there twice is at distance 0 from its neighbour: what lies at the very same
    place counts as a copy, near = 0. UsageError (usage.metrics) for no picture or fewer than 2 of training.
    """
    pictures, training = check_rows(pictures, training, least=1)
    check_rows(training, training, least=2)
    nearest, distance = np.empty(len(pictures), np.int64), np.empty(len(pictures))
    for part, found in squared_distances(pictures, training):
        nearest[part] = found.argmin(axis=1)
        distance[part] = np.sqrt(found.min(axis=1))
    # Of these alone: the distances of all training pictures to each other would take far longer.
    met, at = np.unique(nearest, return_inverse=True)
    there = _neighbour_distances(training, met)[at]
    near = np.divide(distance, there, out=np.where(distance > 0, np.inf, 0.0), where=there > 0)
    return Memorised(nearest, distance, near)


def _neighbour_distances(rows: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Of the rows of these numbers, int64 (M,), the distance of each to its nearest other one."""
    found = np.empty(len(of))
    for part, squares in squared_distances(rows[of], rows):
        squares[np.arange(len(squares)), of[part]] = np.inf
        found[part] = squares.min(axis=1)
    return np.sqrt(found)
