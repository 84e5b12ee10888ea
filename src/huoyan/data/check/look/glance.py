"""One pass over all pictures of a data set, each decoded once, into columns that every check reads.

A picture costs 5.6 kB of memory (its two small copies are 5,376 bytes), so 100,000 pictures take 0.56 GB.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from huoyan.data.check.backbone import Progress
from huoyan.data.check.look.known_looks import KnownLooks
from huoyan.data.check.look.picture_facts import NUMBERS, TEXTS, PictureFacts, picture_facts
from huoyan.data.dataset import Dataset
from huoyan.errors import HuoyanError
from huoyan.results import Failure

# Pictures that a thread takes at a time: few enough for progress, many enough to make queues cheap.
_BATCH = 32


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """Row i is sample i of the data set; the columns are those of `PictureFacts`, with N in front.

    Rows of `failures` (index to reason) could not be read: their numbers are 0, their texts "".
    """

    thumb: np.ndarray
    grey: np.ndarray
    width: np.ndarray
    height: np.ndarray
    bits: np.ndarray
    bytes: np.ndarray
    orientation: np.ndarray
    frames: np.ndarray
    brightness: np.ndarray
    contrast: np.ndarray
    saturation: np.ndarray
    sharpness: np.ndarray
    border: np.ndarray
    border_colour: np.ndarray
    border_spread: np.ndarray
    corners: np.ndarray
    made: np.ndarray
    format: tuple[str, ...]
    mode: tuple[str, ...]
    camera: tuple[str, ...]
    sha256: tuple[str, ...]
    failures: dict[int, Failure]

    def __len__(self) -> int:
        return len(self.width)

    @property
    def readable(self) -> np.ndarray:
        """Indices of the samples that could be read, int64 ascending."""
        return np.array([at for at in range(len(self)) if at not in self.failures], dtype=np.int64)


def glance(
    dataset: Dataset,
    progress: Progress | None = None,
    workers: int | None = None,
    known: KnownLooks | None = None,
) -> Glance:
    """Look at every picture, in as many threads as there are cores (decoding does not hold the GIL).

    What is `known` already is not decoded again; the rest is kept there.
    """
    n = len(dataset)
    numbers: dict[str, Any] = {name: np.zeros((n, *shape), dtype) for name, (shape, dtype) in NUMBERS.items()}
    texts = {name: [""] * n for name in TEXTS}
    failures: dict[int, Failure] = {}
    intern: dict[str, str] = {}
    look = picture_facts if known is None else known.facts

    def fill(rows: range) -> int:
        for row in rows:
            try:
                found = look(dataset.samples[row])
            except HuoyanError as error:
                failures[row] = Failure.of(error)
                continue
            _write(found, row, numbers, texts, intern)
        return len(rows)

    batches = iter([range(at, min(at + _BATCH, n)) for at in range(0, n, _BATCH)])
    done = 0
    for finished in _in_threads(fill, batches, workers or os.cpu_count() or 1):
        done += finished
        if progress is not None:
            progress(done, n)
    if known is not None:
        known.keep()
    strings: dict[str, Any] = {name: tuple(column) for name, column in texts.items()}
    return Glance(**numbers, **strings, failures=dict(sorted(failures.items())))


def glance_of(rows: Mapping[int, PictureFacts], n: int, missing: Failure) -> Glance:
    """`n` rows of facts that are known; the others could not be read, as `missing` says."""
    numbers: dict[str, Any] = {name: np.zeros((n, *shape), dtype) for name, (shape, dtype) in NUMBERS.items()}
    texts = {name: [""] * n for name in TEXTS}
    intern: dict[str, str] = {}
    for row, found in rows.items():
        _write(found, row, numbers, texts, intern)
    strings: dict[str, Any] = {name: tuple(column) for name, column in texts.items()}
    return Glance(**numbers, **strings, failures={at: missing for at in range(n) if at not in rows})


def _write(
    found: PictureFacts,
    row: int,
    numbers: dict[str, np.ndarray],
    texts: dict[str, list[str]],
    intern: dict[str, str],
) -> None:
    for name, column in numbers.items():
        column[row] = getattr(found, name)
    for name, texts_column in texts.items():
        text = getattr(found, name)
        # "JPEG" a hundred thousand times is one string.
        texts_column[row] = text if name == "sha256" else intern.setdefault(text, text)


def _in_threads(fill: Callable[[range], int], batches: Iterator[range], workers: int) -> Iterator[int]:
    """What `fill` gives for each batch, as they finish; an unexpected error comes out here."""
    with ThreadPoolExecutor(workers, thread_name_prefix="huoyan-glance") as pool:
        waiting: set[Future[int]] = {pool.submit(fill, batch) for batch in islice(batches, 2 * workers)}
        try:
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                waiting |= {pool.submit(fill, batch) for batch in islice(batches, len(finished))}
                for future in finished:
                    yield future.result()
        finally:
            for future in waiting:
                future.cancel()
