"""Pictures as rows of features: from the store, or through the fastest engine, decoded while it computes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.prepare import prepare
from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.head_training.feature_store import FeatureStore
from huoyan.results import Failure
from huoyan.runtimes import ENGINES, Runtime
from huoyan.runtimes.feeding import feed
from huoyan.system.cores import available_cores
from huoyan.words import Message

BATCH = 16
# Pixels: pictures of no more cost more to hand to OpenVINO than to compute.
SMALL_PICTURE = 40 * 40


class CutShort(KeyboardInterrupt):
    """Stopped before all pictures were seen. What was computed is in the store."""


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """rows: float32 (n, D) of the samples `kept`, int64 (n,); `failures` of the others. computed: how many
    were not in the store.
    """

    rows: np.ndarray
    kept: np.ndarray
    failures: dict[int, Failure]
    computed: int


def fastest_runtime(graph: FeatureGraph, threads: int | None = None) -> Runtime:
    """The engine for `graph` in float32: OpenVINO where it is installed and pictures are not tiny."""
    tiny = graph.preprocess.height * graph.preprocess.width <= SMALL_PICTURE
    name = "openvino" if ENGINES["openvino"].installed and not tiny else "onnxruntime"
    return ENGINES[name].open(graph.model, threads, "fp32")


def pace_of(graph: FeatureGraph) -> float:
    """Seconds that ONNX Runtime, which scores, takes for a picture."""
    runtime = ENGINES["onnxruntime"].open(graph.model, None, "fp32")
    shape = graph.preprocess
    blank = np.zeros((4, shape.height, shape.width, shape.channels), np.uint8)
    runtime.run(blank[:1])
    began = time.perf_counter()
    runtime.run(blank)
    return (time.perf_counter() - began) / len(blank)


def vectors(
    graph: FeatureGraph,
    data: Dataset,
    contents: Sequence[str],
    *,
    progress: Callable[[int], None] = lambda done: None,
    interrupted: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> Vectors:
    """Features of all of `data`, whose contents have these hex sha256. `progress`: pictures done so far.

    Interrupted, what was computed is kept in the store and CutShort is raised.
    """
    if not graph.parts:
        return _vectors(graph, data, contents, progress, interrupted, threads)

    def advanced(at: int) -> Callable[[int], None]:
        return lambda n: progress((at * len(data) + n) // len(graph.parts))

    return _side_by_side(
        [
            _vectors(part, data, contents, advanced(at), interrupted, threads)
            for at, part in enumerate(graph.parts)
        ]
    )


def _side_by_side(found: Sequence[Vectors]) -> Vectors:
    """Of the pictures that all can use."""
    kept = reduce(np.intersect1d, [each.kept for each in found])
    rows = [each.rows[np.isin(each.kept, kept)] for each in found]
    failures = {at: failure for each in found for at, failure in each.failures.items()}
    return Vectors(np.concatenate(rows, axis=1), kept, failures, max(each.computed for each in found))


def _vectors(
    graph: FeatureGraph,
    data: Dataset,
    contents: Sequence[str],
    progress: Callable[[int], None],
    interrupted: Callable[[], bool],
    threads: int | None,
) -> Vectors:
    store = FeatureStore(graph, repr(data.samples[0].limits) if len(data) else "")
    known, stored = store.known(contents)
    progress(len(known))
    missing = np.setdiff1d(np.arange(len(data)), known)
    if not len(missing):
        return Vectors(stored[np.argsort(known)], np.sort(known), {}, 0)
    samples = [data.samples[at] for at in missing]
    failed, computed = _computed(
        fastest_runtime(graph, threads), graph, samples, lambda n: progress(len(known) + n), interrupted
    )
    done = len(failed)
    worked = np.array([at for at in range(done) if failed[at] is None], np.int64)
    fresh = missing[worked]
    store.add([contents[at] for at in fresh], computed)
    if done < len(samples):
        raise CutShort
    kept = np.concatenate([known, fresh])
    rows = np.concatenate([part for part in (stored, computed) if len(part)]) if len(kept) else computed
    order = np.argsort(kept)
    failures = {int(missing[at]): failure for at, failure in enumerate(failed) if failure is not None}
    return Vectors(rows[order], kept[order], failures, len(fresh))


def vectors_of(runtime: Runtime, pixels: np.ndarray) -> np.ndarray:
    """Features float32 (N, D) of prepared pictures uint8 (N, H, W, C)."""
    parts = [runtime.run(pixels[at : at + BATCH])[FEATURES] for at in range(0, len(pixels), BATCH)]
    return np.concatenate(parts)


def _computed(
    runtime: Runtime,
    graph: FeatureGraph,
    samples: Sequence[Sample],
    progress: Callable[[int], None],
    interrupted: Callable[[], bool],
) -> tuple[list[Failure | None], np.ndarray]:
    """What failed of the first pictures, until interrupted, and features of those that did not."""
    failed: list[Failure | None] = []
    parts: list[np.ndarray] = []
    pictures = (partial(prepare, sample, graph.preprocess) for sample in samples)
    for chunk in feed(runtime, pictures, batch=BATCH, workers=available_cores()):
        failures = list(chunk.failures)
        if chunk.outputs:
            found = chunk.outputs[FEATURES]
            strange = ~np.isfinite(found).all(axis=1)
            good = iter(range(len(found)))
            for at, failure in enumerate(failures):
                if failure is None and strange[next(good)]:
                    failures[at] = Failure("image.features", Message("ladder.not_finite", name=graph.name))
            parts.append(found[~strange])
        failed += failures
        progress(len(failed))
        if interrupted():
            break
    return failed, np.concatenate(parts) if parts else np.empty((0, 0), np.float32)
