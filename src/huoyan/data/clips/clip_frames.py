"""A sample over time, opened: the frames of a clip, or the numbers of a sequence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from huoyan.clips import ClipPreprocess, ClipSteps
from huoyan.data.dataset import Sample
from huoyan.data.sample.picture import ClipPicture, SequencePicture
from huoyan.errors import VideoError
from huoyan.images.files import read_bytes
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.reading import Video, open_video
from huoyan.words import Message

LARGEST = float(np.finfo(np.float32).max)


@contextmanager
def clip_frames(sample: Sample) -> Iterator[Video]:
    """The frames of the sample's part of its file, an iterator of `Frame`. Raises VideoError, ImageError."""
    clip = sample.clip
    assert isinstance(clip, ClipPicture), "sequences have no frames"
    limits = VideoLimits(max_pixels=min(VideoLimits().max_pixels, clip.limits.max_pixels))
    with open_video(clip.path, start=clip.start, end=clip.end, limits=limits) as video:
        yield video


def prepare_clip(sample: Sample, preprocess: ClipPreprocess) -> ClipSteps:
    """The network's clip. Raises VideoError, ImageError; video.too_short where it has no step."""
    with clip_frames(sample) as video:
        return preprocess(video, sample.source)


def read_sequence(sample: Sample) -> np.ndarray:
    """float32 (T, values) of a file of NumPy. Raises VideoError video.sequence, image.missing."""
    clip = sample.clip
    assert isinstance(clip, SequencePicture), "videos are no sequences"
    data = read_bytes(clip.path, clip.limits)
    try:
        values = np.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        told = Message("clips.sequence_unreadable", name=sample.source, reason=str(error))
        raise VideoError(told, code="video.sequence") from error
    numeric = isinstance(values, np.ndarray) and values.dtype.kind in "fiub" and values.ndim == 2
    if not numeric or not values.size or not (np.abs(values.astype(np.float64)) <= LARGEST).all():
        shape, dtype = str(getattr(values, "shape", "()")), str(getattr(values, "dtype", "several arrays"))
        told = Message("clips.sequence_shape", name=sample.source, shape=shape, dtype=dtype)
        raise VideoError(told, code="video.sequence")
    return np.asarray(values, dtype=np.float32)
