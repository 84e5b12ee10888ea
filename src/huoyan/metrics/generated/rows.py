"""What these figures accept, and distances between rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from huoyan.metrics.checks import refuse
from huoyan.words import Message

# Rows whose distances to all others are held at a time.
BLOCK = 512


def check_rows(made: np.ndarray, real: np.ndarray, *, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Both in double precision. Raises UsageError (usage.metrics): not of one width, not finite, too few."""
    for rows in (made, real):
        if rows.ndim != 2 or rows.shape[1] != made.shape[-1] or not rows.shape[1]:
            raise refuse(Message("generated.shapes", made=made.shape, real=real.shape))
        if len(rows) < least:
            raise refuse(Message("generated.few", n=len(rows), least=least))
        if not np.isfinite(rows).all():
            raise refuse(Message("generated.not_finite"))
    return made.astype(np.float64), real.astype(np.float64)


def squared_distances(some: np.ndarray, others: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Euclidean, squared, of each of `some` to all of `others`: block after block, (rows, len(others))."""
    squares = np.square(others).sum(1)
    for at in range(0, len(some), BLOCK):
        block = some[at : at + BLOCK]
        found = np.square(block).sum(1)[:, None] + squares - 2 * block @ others.T
        yield slice(at, at + len(block)), np.maximum(found, 0.0)


def squared_radii(rows: np.ndarray, k: int) -> np.ndarray:
    """Of each row the squared distance to its k-th nearest other one, (N,)."""
    found = np.empty(len(rows))
    for part, distances in squared_distances(rows, rows):
        distances[np.arange(len(distances)), np.arange(part.start, part.stop)] = np.inf
        found[part] = np.partition(distances, k - 1, axis=1)[:, k - 1]
    return found
