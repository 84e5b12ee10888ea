"""A sample over time, opened: the frames of a clip, or the numbers of a sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from huoyan.clips import ClipInput, ClipPreprocess, ClipSteps, SequencePreprocess
from huoyan.clips.clip_preprocess import prepared_together
from huoyan.clips.sequence_preprocess import rows_of
from huoyan.data.clips.file_part import FilePart
from huoyan.data.clips.sequence_values import read_values
from huoyan.data.dataset import Sample
from huoyan.data.sample.picture import ClipPicture, SequencePicture
from huoyan.errors import VideoError
from huoyan.images.video.frame import Frame
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.reading import Video, open_video
from huoyan.words import Message


@contextmanager
def clip_frames(sample: Sample) -> Iterator[Video | FilePart]:
    """The frames of the sample's part of its file, an iterator of `Frame`. Raises VideoError, ImageError;
    video.part where the file ends before its part does."""
    clip = sample.clip
    assert isinstance(clip, ClipPicture), "sequences have no frames"
    with open_video(
        clip.path, start=clip.start, end=clip.end, limits=VideoLimits.within(clip.limits)
    ) as video:
        yield video if clip.whole else FilePart(video, clip, sample.source)


@contextmanager
def frames_for(takes: ClipInput, sample: Sample) -> Iterator[Iterable[Frame]]:
    """The frames of a sample, or the rows of a sequence. Raises as `clip_frames`, and VideoError
    video.sequence, video.no_sequence for what `takes` does not take."""
    check_takes(takes, isinstance(sample.clip, SequencePicture), sample.source)
    if isinstance(sample.clip, SequencePicture):
        yield rows_of(read_sequence(sample))
        return
    with clip_frames(sample) as video:
        yield video


def check_takes(takes: ClipInput, sequence: bool, name: str) -> None:
    """Raises VideoError: video.sequence for one where videos are taken, video.no_sequence for the reverse."""
    if sequence and not isinstance(takes, SequencePreprocess):
        raise VideoError(Message("predict.sequence", name=name), code="video.sequence")
    if not sequence and isinstance(takes, SequencePreprocess):
        raise VideoError(Message("predict.no_sequence", name=name), code="video.no_sequence")


def prepare_clip(sample: Sample, preprocess: ClipInput) -> ClipSteps:
    """The network's clip. Raises VideoError, ImageError; video.too_short where it has no step."""
    with frames_for(preprocess, sample) as frames:
        return preprocess(frames, sample.source)


def prepare_in_ways(sample: Sample, ways: Sequence[ClipPreprocess]) -> list[ClipSteps]:
    """The same in each of several ways; decoded once. Raises as `frames_for`."""
    check_takes(ways[0], isinstance(sample.clip, SequencePicture), sample.source)
    with clip_frames(sample) as video:
        return prepared_together(ways, video, sample.source)


def read_sequence(sample: Sample) -> np.ndarray:
    """float32 (T, values) of a file of NumPy. Raises VideoError video.sequence, image.missing."""
    assert isinstance(sample.clip, SequencePicture), "videos are no sequences"
    return read_values(sample.clip.path, sample.clip.limits, sample.source)
