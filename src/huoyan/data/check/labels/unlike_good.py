"""Good pictures that are far from all others: they may hold a defect, which would be learnt as good.

Each is seen beside the rest alone: by its embedding where there is one, else by the place in it that is least
like any place of the others, on small copies. Small defects are not seen so; the training looks closer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from huoyan.data.check.finding import Finding
from huoyan.data.dataset import Dataset
from huoyan.data.quality import is_good
from huoyan.words import Message, counted

PLACE, BANK = 4, 1000  # pixels of a place in a copy of 32; places that stand for all
LEAST = 10  # good pictures, below which none is far from the others
# Interquartile ranges beyond the upper quartile, of logarithms (Tukey 1977, "Exploratory data analysis").
FAR = 3.0
# What a distance varies by at least: that of even pictures hardly does.
LEAST_RANGE = 0.05


def unlike_good(
    dataset: Dataset, thumbs: np.ndarray, known: np.ndarray, units: np.ndarray, vectors: np.ndarray | None
) -> list[Finding]:
    """thumbs: uint8 (N, 32, 32, 3); known: bool (N,), those that can be used; units: int64 (N,), copies share
    a number; vectors: float32 (N, D).
    """
    rows = np.flatnonzero(known & np.array([is_good(sample) for sample in dataset.samples]))
    if len(rows) < LEAST:
        return []
    own = units[rows]
    apart = _by_place(thumbs[rows], own) if vectors is None else _by_vector(vectors[rows], own)
    strange = rows[far_out(apart)]
    if not len(strange):
        return []
    order = strange[np.argsort(-apart[np.searchsorted(rows, strange)], kind="stable")]
    paths = tuple(dataset.samples[int(at)].source for at in order)
    said = Message("finding.odd_unlike", pictures=counted(len(paths), "picture"))
    return [Finding("odd", "warning", said, paths, {"odd": "unlike"})]


def far_out(apart: np.ndarray) -> np.ndarray:
    """bool (N,): which distances (N,) are far above the others."""
    logs = np.log(np.maximum(apart, 1e-9))
    low, high = np.quantile(logs, (0.25, 0.75))
    return np.asarray(logs > high + FAR * max(high - low, LEAST_RANGE))


def _by_vector(vectors: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Of each the distance to the nearest of another unit, float64 (N,)."""
    return np.concatenate([near.min(axis=1) for near in _apart(vectors, units, vectors, units)])


def _by_place(thumbs: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Of each the place that is furthest from all places of other units that stand for them, float64 (N,)."""
    n, side = thumbs.shape[:2]
    along = side // PLACE
    cut = thumbs.reshape(n, along, PLACE, along, PLACE, 3).transpose(0, 1, 3, 2, 4, 5)
    places = cut.reshape(n * along * along, -1).astype(np.float32)
    owners = np.repeat(units, along * along)
    chosen = np.random.default_rng(0).permutation(len(places))[: max(BANK, n)]
    nearest = [near.min(axis=1) for near in _apart(places, owners, places[chosen], owners[chosen])]
    found = np.concatenate(nearest)
    found[~np.isfinite(found)] = 0  # all that stand for others are its own
    return np.asarray(found.reshape(n, -1).max(axis=1), np.float64)


def _apart(
    rows: np.ndarray, units: np.ndarray, others: np.ndarray, of: np.ndarray, at_once: int = 2048
) -> Iterator[np.ndarray]:
    """Distances of some rows at a time to `others`, (n, M); infinite within a unit."""
    centre = others.mean(axis=0)
    there = others - centre
    squares = np.einsum("md,md->m", there, there)
    for at in range(0, len(rows), at_once):
        here = rows[at : at + at_once] - centre
        own = np.einsum("nd,nd->n", here, here)
        apart = np.sqrt(np.maximum(own[:, None] - 2 * here @ there.T + squares, 0))
        yield np.where(units[at : at + at_once, None] == of, np.inf, apart)
