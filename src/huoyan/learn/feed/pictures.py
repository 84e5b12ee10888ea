"""Every picture of a data set, decoded and preprocessed once, as one uint8 array."""

from __future__ import annotations

import errno
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.prepare import prepare, prepared_together
from huoyan.data.sample.broken import Broken
from huoyan.errors import DataError, ImageError, TrainingError
from huoyan.preprocess import Placement, Prepared, Preprocess
from huoyan.results import Failure
from huoyan.system.disk_space import is_full
from huoyan.words import Listed, Message, joined
from huoyan.words.foreign_reason import system_reason

OnDecoded = Callable[[int], None]

# Pictures that are kept where the set is too large to keep.
GLIMPSE = 256


@dataclass(frozen=True, slots=True)
class Pictures:
    """The readable part of a data set. `pixels` is uint8 (N, height, width, channels), in its order.

    `pixels` may be a memory map of a cache file that the operating system pages in as it is read. `places`:
    where each picture lies in the network's, also of those whose pixels are not kept.
    """

    dataset: Dataset
    pixels: np.ndarray
    broken: tuple[Broken, ...]
    places: Sequence[Placement]


def load_pictures(
    dataset: Dataset,
    preprocess: Preprocess,
    *,
    cache: Path | None = None,
    keep: bool = True,
    progress: OnDecoded | None = None,
) -> Pictures:
    """Reads all of `dataset`, into memory or into the new file `cache`.

    A picture that cannot be decoded is left out and listed. Without `keep` each is decoded only to
    see whether it can be, and `pixels` holds the first `GLIMPSE` of them. Raises TrainingError
    (training.no_space) where the cache file does not fit.
    """
    ready = prepared_together(dataset, preprocess)
    if ready is not None:
        return Pictures(dataset, ready[0], (), ready[1])
    stored = len(dataset) if keep else min(GLIMPSE, len(dataset))
    shape = (stored, preprocess.height, preprocess.width, preprocess.channels)
    pixels = np.empty(shape, np.uint8) if cache is None else _file(cache, shape)
    kept: list[int] = []
    broken: list[Broken] = []
    places: list[Placement] = []
    for index, outcome in enumerate(_decoded(dataset, preprocess)):
        if isinstance(outcome, Prepared):
            if len(kept) < stored:
                pixels[len(kept)] = outcome.pixels
            kept.append(index)
            places.append(outcome.place)
        else:
            broken.append(Broken(dataset.samples[index], outcome))
        if progress is not None:
            progress(1)
    readable = dataset.take(kept) if broken else dataset
    return Pictures(readable, pixels[: len(kept)], tuple(broken), places)


def _decoded(dataset: Dataset, preprocess: Preprocess) -> Iterator[Prepared | Failure]:
    """Decodes on every core, a little ahead, in the data set's order."""

    def outcome(sample: Sample) -> Prepared | Failure:
        try:
            return prepare(sample, preprocess)
        except ImageError as error:
            return Failure.of(error)

    workers = os.cpu_count() or 1
    ahead: deque[Future[Prepared | Failure]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for sample in dataset.samples:
                ahead.append(pool.submit(outcome, sample))
                if len(ahead) >= 8 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _file(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    """A new memory-mapped file whose space is taken now, so that a full disk shows before the work."""
    needed = int(np.prod(shape, dtype=np.int64))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as opened:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(opened.fileno(), 0, max(1, needed))
            else:
                opened.truncate(max(1, needed))
    except OSError as error:
        path.unlink(missing_ok=True)
        if not is_full(error) and error.errno != errno.EFBIG:
            raise TrainingError(
                Message("feed.cache_unwritten", path=path, reason=system_reason(error)), code="training.cache"
            ) from error
        free = shutil.disk_usage(path.parent).free
        raise TrainingError(
            Message("feed.no_space", needed=needed / 1e9, folder=path.parent, free=free / 1e9),
            code="training.no_space",
        ) from error
    return np.memmap(path, np.uint8, "r+", shape=shape)


def check_broken(pictures: Pictures, most: float, part: str = "") -> None:
    """Raises DataError (data.broken) when more than the share `most` could not be read, or all.

    part: what the message calls these pictures. A part without any picture has none that is broken.
    """
    bad = len(pictures.broken)
    total = bad + len(pictures.dataset)
    if not bad or (bad <= most * total and len(pictures.dataset)):
        return
    values = {
        "bad": bad,
        "total": total,
        "verdict": Message("feed.more_than", most=most) if bad > most * total else Message("feed.none_left"),
        "shown": joined(
            (
                Message("feed.broken_of", source=b.sample.source, code=b.failure.code)
                for b in pictures.broken[:5]
            ),
            "semicolon",
        ),
        # The remedy is often the same for all, as for HEIC without its extra.
        "first": pictures.broken[0].failure.message,
    }
    if part:
        said = Message("feed.broken_part", part=Message(f"feed.part_{part}"), **values)
    else:
        said = Message("feed.broken", **values)
    raise DataError(said, code="data.broken")


def check_learnable(train: Pictures) -> None:
    """Raises DataError (data.broken) where no training picture of a class can be read."""
    names = [name for name, n in train.dataset.counts().items() if not n]
    if names:
        broken = [b for b in train.broken if {train.dataset.classes[at] for at in b.sample.labels} & {*names}]
        raise DataError(
            Message(
                "feed.class_unreadable",
                classes=Listed(names),
                pictures=Listed(b.sample.source for b in broken),
            ),
            code="data.broken",
        )
