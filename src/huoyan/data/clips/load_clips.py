"""Every clip of a data set as a network over time takes it: decoded on all cores once, then kept."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from huoyan.clips import ClipInput, ClipPreprocess, ClipSteps
from huoyan.data.clips.clip_frames import prepare_clip
from huoyan.data.clips.kept_clips import KeptClips
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.broken import Broken
from huoyan.errors import ImageError
from huoyan.results import Failure

OnDecoded = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Clips:
    """The readable part of a data set, and the steps of each of its clips; `broken`: the rest, with reasons.

    The pixels of clips that were kept are maps of files, which the system pages in as they are looked at.
    """

    dataset: Dataset
    steps: tuple[ClipSteps, ...]
    broken: tuple[Broken, ...]


def load_clips(
    dataset: Dataset,
    preprocess: ClipInput,
    *,
    keep: bool = True,
    progress: OnDecoded | None = None,
    workers: int | None = None,
) -> Clips:
    """All clips, in the data set's order. `keep`: in the cache folder, where they are found the next time.

    A clip that cannot be decoded to its end is left out and listed: half of a gesture is another one.
    """
    # Numbers are read as fast as they are found again.
    kept = KeptClips(preprocess) if keep and isinstance(preprocess, ClipPreprocess) else None

    def outcome(sample: Sample) -> ClipSteps | Failure:
        try:
            return _steps(sample, preprocess, kept)
        except ImageError as error:
            return Failure.of(error)

    found: list[ClipSteps] = []
    places: list[int] = []
    broken: list[Broken] = []
    for at, made in enumerate(_in_order(dataset, outcome, workers or os.cpu_count() or 1)):
        if isinstance(made, ClipSteps):
            found.append(made)
            places.append(at)
        else:
            broken.append(Broken(dataset.samples[at], made))
        if progress is not None:
            progress(1)
    if kept is not None:
        kept.trim()
    return Clips(dataset.take(places) if broken else dataset, tuple(found), tuple(broken))


def _steps(sample: Sample, preprocess: ClipInput, kept: KeptClips | None) -> ClipSteps:
    content = sample.picture.sha256() if kept is not None else ""
    if kept is None or not content:
        return prepare_clip(sample, preprocess)
    known = kept.get(content)
    if known is not None:
        return known
    steps = prepare_clip(sample, preprocess)
    kept.put(content, steps)
    return kept.get(content) or steps


def _in_order(
    dataset: Dataset, outcome: Callable[[Sample], ClipSteps | Failure], workers: int
) -> Iterator[ClipSteps | Failure]:
    """In threads, a little ahead: each video has a process of its own that decodes it."""
    ahead: deque[Future[ClipSteps | Failure]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="huoyan-clips") as pool:
        try:
            for sample in dataset.samples:
                ahead.append(pool.submit(outcome, sample))
                if len(ahead) > 2 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
