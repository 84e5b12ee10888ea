"""Answers for clips: videos and folders of frames in, one result each, in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from huoyan.clips import ClipPreprocess, SequencePreprocess
from huoyan.clips.sequence_preprocess import rows_of
from huoyan.data.clips.clip_frames import check_takes, frames_for
from huoyan.data.clips.kept_clips import KeptClips
from huoyan.data.clips.sequence_values import checked_values
from huoyan.data.dataset import Sample
from huoyan.data.say import Say, silent
from huoyan.errors import ImageError, UsageError, VideoError
from huoyan.images.limits import Limits
from huoyan.images.video.frame import Frame
from huoyan.predict.clip_sources import ClipSource, clip_sources, no_clip
from huoyan.predict.stream import See
from huoyan.results import Answer, Result
from huoyan.runtimes.clips import MOST_BYTES, ClipRuntime
from huoyan.runtimes.feeding import Chunk, Seconds, feed_clips
from huoyan.system.cores import available_cores
from huoyan.tasks import Task
from huoyan.words import Message

# A path, an address or `-`; or the frames themselves; of a sequence its numbers (T, values).
AnyClip = ClipSource | str | os.PathLike[str] | Iterable[Frame] | np.ndarray
Outputs = dict[str, np.ndarray]


class ClipAnswers:
    """What a predictor is to clips. May be used from several threads at once."""

    def __init__(self, task: Task, runtime: ClipRuntime, limits: Limits) -> None:
        self.task, self.runtime, self.limits = task, runtime, limits
        takes = runtime.takes.clip
        self._kept = KeptClips(takes) if isinstance(takes, ClipPreprocess) else None

    def __call__(self, clip: AnyClip) -> Any:
        """The result for one clip. Raises ImageError if it cannot be used."""
        (name, given), *more = self._named([clip], silent)
        if more:
            n = 1 + len(more)
            raise VideoError(Message("predict.several_clips", path=clip, n=n), code="video.several")
        return self.task.decode(self._outputs(given, name), ())[0]

    def predict(self, clips: Iterable[AnyClip] | AnyClip, *, workers: int, say: Say) -> Iterator[Answer]:
        """One Answer for each clip, in order; one that cannot be used gives a Failure."""
        names: deque[str] = deque()

        def each() -> Iterator[Callable[[], Outputs]]:
            for name, given in self._named(_each(clips), say):
                names.append(name)
                yield partial(self._outputs, given, name)

        for chunk in feed_clips(each(), workers=workers):
            (failure,) = chunk.failures
            result: Result = failure or self.task.decode(chunk.outputs, ())[0]
            yield Answer(names.popleft(), result)

    def chunks(self, samples: Iterable[Sample], *, workers: int | None, seconds: Seconds) -> Iterator[Chunk]:
        """For each sample in order its failure, or the outputs. What is kept of training is not decoded."""
        clips = (partial(self._of_sample, each) for each in samples)
        return feed_clips(clips, workers or available_cores(), seconds)

    def see(self) -> See:
        """What one stream is looked at with. Raises UsageError usage.stream."""
        session = self.runtime.open_stream()

        def answer(outputs: Outputs) -> Result:
            return self.task.decode(outputs, ())[0]

        def look(frame: Frame) -> tuple[float, Callable[[], Result]] | None:
            found = session.step(frame)
            return None if found is None else (found.seconds, partial(answer, found.outputs))

        return look

    def _named(
        self, clips: Iterable[AnyClip], say: Say
    ) -> Iterator[tuple[str, ClipSource | Iterable[Frame]]]:
        for index, item in enumerate(clips):
            if isinstance(item, ClipSource):
                yield item.name, item
            elif isinstance(item, str | os.PathLike):
                try:
                    found = clip_sources(item, say)
                except UsageError as error:
                    found = [no_clip(os.fsdecode(item), error)]
                yield from ((source.name, source) for source in found)
            else:
                yield f"clip-{index}", item

    def _outputs(self, clip: ClipSource | Iterable[Frame], name: str) -> Outputs:
        if isinstance(clip, np.ndarray):
            return self.runtime.whole(rows_of(self._values(clip, name)), name)
        if not isinstance(clip, ClipSource):
            return self.runtime.whole(_checked(clip, name), name)
        with clip.frames(self.limits, self.runtime.takes.clip) as frames:
            return self.runtime.whole(frames, name)

    def _values(self, given: np.ndarray, name: str) -> np.ndarray:
        """Raises VideoError video.sequence; ImageError image.pixels for pixels, which have no moments."""
        takes = self.runtime.takes.clip
        if isinstance(takes, SequencePreprocess):
            return checked_values(given, name)
        check_takes(takes, given.ndim == 2, name)
        raise _no_frames(given, name)

    def _of_sample(self, sample: Sample) -> Outputs:
        known = None if self._kept is None else self._kept.get(sample.picture.sha256())
        if known is not None and (self.runtime.causal or known.pixels.nbytes <= MOST_BYTES):
            return self.runtime.run(known.pixels[None])
        with frames_for(self.runtime.takes.clip, sample) as frames:
            return self.runtime.whole(frames, sample.source)


def _each(clips: Any) -> Iterable[AnyClip]:
    """One clip is one item: a path, frames, or numbers."""
    numbers = isinstance(clips, np.ndarray) and clips.ndim < 3
    if numbers or isinstance(clips, ClipSource | str | os.PathLike):
        return [clips]
    if isinstance(clips, list | tuple) and clips and isinstance(clips[0], Frame):
        return [clips]
    return clips if isinstance(clips, Iterable) else [clips]


def _checked(frames: Any, name: str) -> Iterator[Frame]:
    """Raises ImageError image.pixels for what is no sequence of frames."""
    if not isinstance(frames, Iterable):
        raise _no_frames(frames, name)
    for frame in frames:
        if not isinstance(frame, Frame):
            raise _no_frames(frame, name)
        yield frame


def _no_frames(given: object, name: str) -> ImageError:
    kind = type(given).__name__
    return ImageError(Message("predict.no_clip", name=name, kind=kind), code="image.pixels")
