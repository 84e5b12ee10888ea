"""What a frozen network sees in each frame of clips, as rows: stored, or through the fastest engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

import numpy as np

from huoyan.clips import ClipPreprocess, ClipSteps
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.head_training.feature_store import FeatureStore
from huoyan.learn.head_training.vectors import fastest_runtime, vectors_of


def frame_rows(
    graph: FeatureGraph,
    clip: ClipPreprocess,
    clips: Sequence[ClipSteps],
    contents: Sequence[str],
    *,
    advance: Callable[[int], bool],
    threads: int | None = None,
) -> list[np.ndarray] | None:
    """Of each clip, whose content has this sha256 ("": cannot be told), float32 (T, D).

    `advance` hears of how many frames more there are rows, and says whether that is enough: then what was
    computed is kept in the store, and the answer is None.
    """
    store = FeatureStore(graph, json.dumps(clip.to_json(), sort_keys=True))
    found: list[np.ndarray | None] = [
        _stored(store, each, n) for each, n in zip(contents, clips, strict=True)
    ]
    missing = [at for at, rows in enumerate(found) if rows is None]
    enough = advance(sum(len(rows) for rows in found if rows is not None))
    if missing:
        runtime = fastest_runtime(graph, threads)
        for at in missing:
            if enough:
                break
            found[at] = vectors_of(runtime, clips[at].pixels)
            enough = advance(len(clips[at]))
        fresh = [(_keys(contents[at], len(clips[at])), found[at]) for at in missing]
        done = [(keys, rows) for keys, rows in fresh if rows is not None]
        if done:
            store.add([key for keys, _ in done for key in keys], np.concatenate([rows for _, rows in done]))
    whole = [rows for rows in found if rows is not None]
    return whole if len(whole) == len(clips) else None


def _stored(store: FeatureStore, content: str, clip: ClipSteps) -> np.ndarray | None:
    """Only where there are rows of all steps."""
    places, rows = store.known(_keys(content, len(clip))) if content else (np.empty(0), None)
    return rows if len(places) == len(clip) else None


def _keys(content: str, steps: int) -> list[str]:
    """A name for each step of the clip of this content."""
    return [
        hashlib.sha256(f"{content} step {at}".encode()).hexdigest() if content else "" for at in range(steps)
    ]
