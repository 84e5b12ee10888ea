"""Features of the regions of pictures: from the store, or through the fastest engine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.images.proposals.regions import PAD_GREY, Regions
from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.head_training.feature_store import FeatureStore
from huoyan.learn.head_training.vectors import CutShort, fastest_runtime
from huoyan.runtimes.base import Runtime
from huoyan.runtimes.regions import AT_ONCE


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Regions of one picture: boxes float64 (n, 4), their features float32 (n, D), and which are `extra`."""

    boxes: np.ndarray
    features: np.ndarray
    extra: np.ndarray


def described_regions(
    pixels: np.ndarray,
    extra: Sequence[np.ndarray],
    regions: Regions,
    graph: FeatureGraph,
    *,
    threads: int | None,
    progress: Callable[[int], None],
    interrupted: Callable[[], bool],
) -> list[Described]:
    """Of pictures uint8 (N, H, W, 3) their regions, and the `extra` boxes (m, 4) of each behind these.

    What was seen before is in the store, by the pixels of each region. Interrupted, what was computed is kept
    there and CutShort is raised.
    """
    runtime, store = fastest_runtime(graph, threads), FeatureStore(graph, "regions")
    found, fresh = [], _Fresh()
    for picture, boxes, more in zip(pixels, regions.of_each(pixels), extra, strict=True):
        if interrupted():
            fresh.keep(store)
            raise CutShort
        both = np.concatenate([boxes, more])
        crops = regions.crops(picture, both)
        keys = [hashlib.sha256(crop.tobytes()).hexdigest() for crop in crops]
        known, rows = store.known(keys)
        missing = np.setdiff1d(np.arange(len(keys)), known)
        parts = [runtime.run(part)[FEATURES] for part in _batches(crops[missing])]
        given = [(known, rows)] if len(known) else []
        given += [(missing, np.concatenate(parts))] if parts else []
        features = _placed(len(keys), given) if given else _of_none(runtime, regions.side)
        fresh.add([keys[at] for at in missing], features[missing])
        found.append(Described(both, features, np.arange(len(both)) >= len(boxes)))
        progress(len(found))
    fresh.keep(store)
    return found


class _Fresh:
    """What was computed, until all is written at once."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._rows: list[np.ndarray] = []

    def add(self, keys: Sequence[str], rows: np.ndarray) -> None:
        self._keys += keys
        self._rows.append(rows)

    def keep(self, store: FeatureStore) -> None:
        if self._keys:
            store.add(self._keys, np.concatenate([rows for rows in self._rows if len(rows)]))


def _batches(crops: np.ndarray) -> Iterator[np.ndarray]:
    return (crops[at : at + AT_ONCE] for at in range(0, len(crops), AT_ONCE))


def _placed(n: int, given: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """float32 (n, D), of places and the rows for them."""
    features = np.empty((n, given[0][1].shape[1]), np.float32)
    for at, values in given:
        features[at] = values
    return features


def _of_none(runtime: Runtime, side: int) -> np.ndarray:
    """float32 (0, D), as wide as of any region."""
    grey = np.full((1, side, side, 3), PAD_GREY, np.uint8)
    return runtime.run(grey)[FEATURES][:0]
