"""Every clip of a data set as a network over time takes it: decoded on all cores once, then kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from huoyan.clips import ClipInput, ClipPreprocess, ClipSteps
from huoyan.data.clips.clip_frames import prepare_clip, prepare_in_ways
from huoyan.data.clips.kept_clips import KeptClips
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.broken import Broken
from huoyan.errors import ImageError
from huoyan.results import Failure
from huoyan.system.cores import available_cores

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
    (found,) = _loaded(dataset, lambda sample: (_steps(sample, preprocess, kept),), 1, progress, workers)
    if kept is not None:
        kept.trim()
    return found


def load_in_ways(
    dataset: Dataset, ways: Sequence[ClipPreprocess], progress: OnDecoded | None = None
) -> list[Clips]:
    """All clips in each of several ways, kept as by `load_clips`; what is not known yet is decoded once."""
    kept = [KeptClips(way) for way in ways]
    found = _loaded(dataset, lambda sample: _in_ways(sample, ways, kept), len(ways), progress, None)
    kept[0].trim()
    return found


def _loaded(
    dataset: Dataset,
    prepared: Callable[[Sample], Sequence[ClipSteps]],
    ways: int,
    progress: OnDecoded | None,
    workers: int | None,
) -> list[Clips]:
    def outcome(sample: Sample) -> Sequence[ClipSteps] | Failure:
        try:
            return prepared(sample)
        except ImageError as error:
            return Failure.of(error)

    found: list[Sequence[ClipSteps]] = []
    places: list[int] = []
    broken: list[Broken] = []
    for at, made in enumerate(_in_order(dataset, outcome, workers or available_cores())):
        if isinstance(made, Failure):
            broken.append(Broken(dataset.samples[at], made))
        else:
            found.append(made)
            places.append(at)
        if progress is not None:
            progress(1)
    read = dataset.take(places) if broken else dataset
    return [Clips(read, tuple(each[way] for each in found), tuple(broken)) for way in range(ways)]


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


def _in_ways(
    sample: Sample, ways: Sequence[ClipPreprocess], kept: Sequence[KeptClips]
) -> Sequence[ClipSteps]:
    content = sample.picture.sha256()
    known = [each.get(content) if content else None for each in kept]
    missing = [at for at, steps in enumerate(known) if steps is None]
    made = prepare_in_ways(sample, [ways[at] for at in missing]) if missing else []
    for at, steps in zip(missing, made, strict=True):
        if content:
            kept[at].put(content, steps)
        known[at] = (kept[at].get(content) if content else None) or steps
    return [steps for steps in known if steps is not None]


def _in_order(
    dataset: Dataset, outcome: Callable[[Sample], Sequence[ClipSteps] | Failure], workers: int
) -> Iterator[Sequence[ClipSteps] | Failure]:
    """In threads, a little ahead: each video has a process of its own that decodes it."""
    ahead: deque[Future[Sequence[ClipSteps] | Failure]] = deque()
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
