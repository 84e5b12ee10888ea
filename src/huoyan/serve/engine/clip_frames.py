"""Clips and frames as a caller sends them, as a model over time takes them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.clips import ClipInput
from huoyan.clips.sequence_preprocess import rows_of
from huoyan.data.clips.clip_frames import check_takes
from huoyan.data.clips.sequence_values import values_in
from huoyan.errors import ImageError, VideoError
from huoyan.images.decode import decode
from huoyan.images.in_memory import pixels_in_memory
from huoyan.images.limits import Limits
from huoyan.images.video.frame import Frame
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.reading import open_video
from huoyan.serve.engine.looked import Given
from huoyan.words import Message

NUMPY_FILE = b"\x93NUMPY"


@contextmanager
def frames_in(given: Given, takes: ClipInput, limits: Limits, name: str) -> Iterator[Iterable[Frame]]:
    """A whole clip, see `Given`. Raises VideoError; ImageError image.pixels."""
    if isinstance(given, np.ndarray):
        check_takes(takes, given.ndim == 2, name)
        yield rows_of(given) if given.ndim == 2 else _of_array(given, takes)
    elif given.startswith(NUMPY_FILE):
        check_takes(takes, True, name)
        yield rows_of(values_in(given, name))
    else:
        check_takes(takes, False, name)
        # Readers of videos read files, as they go to and fro in them.
        with tempfile.TemporaryDirectory(prefix="huoyan-") as folder:
            path = Path(folder) / "clip"
            path.write_bytes(given)
            try:
                with open_video(path, limits=VideoLimits.within(limits)) as video:
                    yield video
            except VideoError as error:
                raise VideoError(_called(error.message, path, name), code=error.code) from error


def _called(message: Message, path: Path, name: str) -> Message:
    """The same of `name`: where a file lies here for a moment is nobody else's business."""

    def value(given: Any) -> Any:
        if isinstance(given, Message):
            return _called(given, path, name)
        return name if isinstance(given, str | Path) and str(given) == str(path) else given

    return Message(message.key, **{key: value(each) for key, each in message.values.items()})


def frame_in(given: Given, takes: ClipInput, limits: Limits, seconds: float, index: int) -> Frame:
    """One frame of a sequence, see `Given`. Raises ImageError."""
    if isinstance(given, np.ndarray) and given.ndim == 1:
        check_takes(takes, True, "frame")
        return Frame(np.asarray(given, np.float32), seconds, index)
    check_takes(takes, False, "frame")
    if isinstance(given, np.ndarray):
        return Frame(_in_colour(pixels_in_memory(given, takes.frame.window, "frame")), seconds, index)
    return Frame(decode(given, limits=limits, window=takes.frame.window, name="frame").pixels, seconds, index)


def seconds_of(index: int, takes: ClipInput) -> float:
    """When a frame was that came without its time: as fast as the model looks: none is passed over."""
    rate = takes.sampling.rate
    return float(index) if rate is None else index / rate


def _of_array(frames: np.ndarray, takes: ClipInput) -> Iterator[Frame]:
    if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[-1] not in (1, 3) or not frames.size:
        found = {"dtype": str(frames.dtype), "shape": frames.shape}
        raise ImageError(Message("serve.frames", **found), code="image.pixels")
    for index, pixels in enumerate(frames):
        yield Frame(_in_colour(pixels), seconds_of(index, takes), index)


def _in_colour(pixels: np.ndarray) -> np.ndarray:
    """uint8 (H, W, 3), as frames of videos are."""
    if pixels.ndim == 3 and pixels.shape[2] == 3:
        return pixels
    return np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
