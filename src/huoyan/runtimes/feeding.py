"""Pictures are prepared on threads while the engine computes: in order, and only a little ahead."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np

from huoyan.errors import HuoyanError
from huoyan.preprocess import Placement, Prepared
from huoyan.results import Failure
from huoyan.runtimes.base import Runtime
from huoyan.tiling import Tiles
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# Gives one picture as the network takes it, or raises HuoyanError.
Prepare = Callable[[], Prepared]
# The same of a picture in parts.
PrepareTiles = Callable[[], Tiles]
_Given = TypeVar("_Given")


@dataclass(slots=True)
class Seconds:
    """Time spent so far: `decode` summed over the threads, `inference` in the engine."""

    decode: float = 0.0
    inference: float = 0.0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive pictures: what kept each from being answered, and the outputs of those that were.

    `outputs` hold one row for each None in `failures`, in order, and `places` where its picture lies; {} and
    () if all failed.
    """

    failures: tuple[Failure | None, ...]
    outputs: dict[str, np.ndarray]
    places: tuple[Placement, ...]


def feed(
    runtime: Runtime, pictures: Iterable[Prepare], *, batch: int, workers: int, seconds: Seconds | None = None
) -> Iterator[Chunk]:
    """Runs all pictures in chunks of `batch`; a picture that cannot be prepared never stops the rest.

    Up to two batches are prepared ahead, so the memory does not grow with the number of pictures.
    Closing the iterator, or an interrupt, drops what has not begun.
    """
    seconds = seconds or Seconds()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="huoyan-decode")
    try:
        prepared = _prepared(pool, pictures, ahead=2 * batch + workers)
        while found := list(islice(prepared, batch)):
            yield _chunk(runtime, found, seconds)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def feed_tiles(
    runtime: Runtime, pictures: Iterable[PrepareTiles], *, batch: int, workers: int
) -> Iterator[tuple[Tiles, dict[str, np.ndarray]] | Failure]:
    """Of each picture its parts and the outputs, a row a part; or why it cannot be answered.

    One picture is prepared ahead, as each may be large.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="huoyan-decode")
    try:
        for found, _ in _prepared(pool, pictures, ahead=2):
            yield found if isinstance(found, Failure) else (found, _of_tiles(runtime, found, batch))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def feed_clips(
    clips: Iterable[Callable[[], dict[str, np.ndarray]]], workers: int, seconds: Seconds | None = None
) -> Iterator[Chunk]:
    """A chunk a clip, in order: each is decoded and answered as it comes, so that none is held as a whole.

    `workers` clips at once. Their time counts as inference, of which decoding is a part.
    """
    seconds = seconds or Seconds()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="huoyan-clips")
    try:
        for found, spent in _prepared(pool, clips, ahead=2 * workers):
            seconds.inference += spent
            if isinstance(found, Failure):
                yield Chunk((found,), {}, ())
            else:
                yield Chunk((None,), found, ())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _of_tiles(runtime: Runtime, tiles: Tiles, batch: int) -> dict[str, np.ndarray]:
    pixels = [each.pixels for each in tiles.prepared]
    answers = [runtime.run(np.stack(pixels[at : at + batch])) for at in range(0, len(pixels), batch)]
    return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}


_Timed = tuple[_Given | Failure, float]


def _prepared(
    pool: ThreadPoolExecutor, pictures: Iterable[Callable[[], _Given]], ahead: int
) -> Iterator[_Timed[_Given]]:
    waiting: deque[Future[_Timed[_Given]]] = deque()
    for picture in pictures:
        waiting.append(pool.submit(_prepare, picture))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _prepare(picture: Callable[[], _Given]) -> _Timed[_Given]:
    started = time.perf_counter()
    found: _Given | Failure
    try:
        found = picture()
    except HuoyanError as error:
        found = Failure.of(error)
    except MemoryError:
        found = Failure("image.memory", Message("engine.picture_memory"))
    except OSError as error:
        found = Failure("image.read", Message("engine.picture_unreadable", reason=system_reason(error)))
    return found, time.perf_counter() - started


def _chunk(runtime: Runtime, found: list[_Timed[Prepared]], seconds: Seconds) -> Chunk:
    seconds.decode += sum(spent for _, spent in found)
    ready = [item for item, _ in found if isinstance(item, Prepared)]
    failures = tuple(item if isinstance(item, Failure) else None for item, _ in found)
    if not ready:
        return Chunk(failures, {}, ())
    started = time.perf_counter()
    outputs = runtime.run(np.stack([item.pixels for item in ready]))
    seconds.inference += time.perf_counter() - started
    return Chunk(failures, outputs, tuple(item.place for item in ready))
