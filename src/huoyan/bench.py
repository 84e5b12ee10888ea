"""How fast a model runs on this machine, measured fairly: the engines take turns."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.clips.graph import FRAMES
from huoyan.errors import EngineError, UsageError
from huoyan.runtimes.base import Precision, Runtime
from huoyan.runtimes.choose import ENGINES, engine_named, open_on
from huoyan.words import Message

WARM_UP = 3
LEAST_CALLS = 5
LONG_S = 0.5  # of timed calls: then one turn of a slow model is enough
LONGEST_S = 3600.0
# Counted calls in one turn. The first call of a turn is not counted: it still meets the other
# engine's data in the caches, and its threads, which spin for a moment before they sleep.
TURN = 3


@dataclass(frozen=True, slots=True)
class Speed:
    """Median over `n` timed calls. `milliseconds` are for one picture of a batch of `batch`."""

    engine: str
    precision: Precision
    batch: int
    threads: int
    milliseconds: float
    images_per_second: float
    n: int


def bench(
    artifact: Artifact,
    *,
    engines: Sequence[str] | None = None,
    batches: Sequence[int] = (1, 16),
    threads: Sequence[int | None] = (None,),
    seconds: float = 1.0,
    slow_ms: float = math.inf,
) -> list[Speed]:
    """Measures every engine (default: all installed) in each precision that this CPU has.

    `seconds` of timed calls for each row, at least LEAST_CALLS, or LONG_S of them; warm-up is not counted.
    Threads None are all cores. The pictures, or whole clips, are those of the self-test.
    A model that takes longer than `slow_ms` for a picture on every engine is measured in no further batch.
    """
    if any(size < 1 for size in batches) or not batches:
        raise UsageError(Message("bench.batches", batches=list(batches)), code="usage.batch")
    if not 0 <= seconds <= LONGEST_S:
        raise UsageError(Message("bench.seconds", seconds=seconds, longest=LONGEST_S), code="usage.seconds")
    pictures = tested(artifact)
    runtimes = list(_runtimes(artifact, engines, threads))
    rows: list[Speed] = []
    for size in batches:
        if rows and min(row.milliseconds for row in rows) > slow_ms:
            break
        batch = np.resize(pictures, (size, *pictures.shape[1:]))
        rows += in_turns([(runtime, batch) for runtime in runtimes], seconds)
    return sorted(rows, key=lambda row: (row.batch, row.milliseconds))


def tested(artifact: Artifact) -> np.ndarray:
    """The pictures, or the whole clips, of the self-test."""
    return artifact.selftest()["images" if artifact.manifest.clip is None else FRAMES]


def in_turns(calls: Sequence[tuple[Runtime, np.ndarray]], seconds: float) -> list[Speed]:
    """The speed of each runtime on its batch, uint8 (N, H, W, C), in the order of `calls`."""
    times = _alternate(calls, seconds)
    return [_speed(runtime, len(batch), spent) for (runtime, batch), spent in zip(calls, times, strict=True)]


def _runtimes(
    artifact: Artifact, engines: Sequence[str] | None, threads: Sequence[int | None]
) -> Iterator[Runtime]:
    installed = [name for name, engine in ENGINES.items() if engine.installed]
    for name in dict.fromkeys(installed if engines is None else engines):
        engine = engine_named(name)
        for precision in engine.precisions_of(artifact.manifest):
            for count in threads:
                try:
                    yield open_on(name, artifact, count, precision)
                except EngineError as error:
                    if error.code != "engine.precision":  # this CPU does not have it: no row
                        raise


def _alternate(calls: Sequence[tuple[Runtime, np.ndarray]], seconds: float) -> list[list[float]]:
    """Seconds of each timed call, for each runtime; they take turns so that all meet the same load."""
    for runtime, batch in calls:
        _warm_up(runtime, batch)
    times: list[list[float]] = [[] for _ in calls]
    for index in cycle(range(len(calls))):
        if index == 0 and all(_is_enough(spent, seconds) for spent in times):
            return times
        if not _is_enough(times[index], seconds):
            times[index] += _turn(*calls[index])
    return times


def _is_enough(spent: list[float], seconds: float) -> bool:
    return sum(spent) >= seconds and (len(spent) >= LEAST_CALLS or sum(spent) >= LONG_S)


def _warm_up(runtime: Runtime, batch: np.ndarray) -> None:
    began = time.perf_counter()
    for _ in range(WARM_UP):
        runtime.run(batch)
        if time.perf_counter() - began > LONG_S / TURN:
            return


def _turn(runtime: Runtime, batch: np.ndarray) -> list[float]:
    runtime.run(batch)
    spent = []
    for _ in range(TURN):
        started = time.perf_counter()
        runtime.run(batch)
        spent.append(time.perf_counter() - started)
    return spent


def _speed(runtime: Runtime, size: int, spent: list[float]) -> Speed:
    each = median(spent) / size
    return Speed(runtime.name, runtime.precision, size, runtime.threads, each * 1000, 1 / each, len(spent))
