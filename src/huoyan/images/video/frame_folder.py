"""A folder of pictures as a moving picture: natural order, an even rate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from huoyan.errors import UsageError, VideoError
from huoyan.images.decode import decode, probe
from huoyan.images.files import natural, read_bytes
from huoyan.images.limits import Limits
from huoyan.images.sources.listing import entries, is_folder, is_picture
from huoyan.images.video.facts import VideoFacts
from huoyan.images.video.frame import ROUNDED_S, Frame
from huoyan.images.video.limits import DEFAULT, VideoLimits
from huoyan.text import spelt
from huoyan.words import Message

ENGINE = "pictures"


class FrameFolder:
    """The pictures that lie in `folder` itself, as 000001.jpg, 000002.jpg. Raises VideoError, ImageError."""

    def __init__(self, folder: Path, rate: float, limits: VideoLimits = DEFAULT) -> None:
        if not rate > 0:
            raise UsageError(Message("video.rate", rate=rate), code="usage.rate")
        self._paths = frame_files(folder)
        if not self._paths:
            raise VideoError(
                Message("video.folder_without_frames", path=spelt(str(folder))), code="video.no_frames"
            )
        self._rate = rate
        self._limits = Limits(max_pixels=limits.max_pixels)
        first = probe(self._paths[0], limits=self._limits)
        count = len(self._paths)
        self.facts = VideoFacts(first.width, first.height, rate, count, count / rate, ENGINE)

    def frames(self, start: float = 0.0, end: float | None = None) -> Iterator[Frame]:
        """Those with start <= seconds < end; a frame of another size is an error."""
        moments = (round(place / self._rate, 6) for place in range(len(self._paths)))
        wanted = [
            (path, moment)
            for path, moment in zip(self._paths, moments, strict=True)
            if moment >= start - ROUNDED_S and (end is None or moment < end - ROUNDED_S)
        ]
        for index, (path, moment) in enumerate(wanted):
            data = read_bytes(path, self._limits)
            pixels = decode(data, limits=self._limits, name=spelt(str(path))).pixels
            if pixels.shape[:2] != (self.facts.height, self.facts.width):
                raise self._another_size(path, pixels.shape[1], pixels.shape[0])
            yield Frame(pixels, moment, index)

    def _another_size(self, path: Path, width: int, height: int) -> VideoError:
        first = {"first_width": self.facts.width, "first_height": self.facts.height}
        return VideoError(
            Message("video.size_changed", name=spelt(str(path)), width=width, height=height, **first),
            code="video.size_changed",
        )


def frame_files(folder: Path) -> list[Path]:
    """The pictures that lie directly in a folder of frames, in natural order of their names.

    Raises ImageError where the folder may not be read.
    """
    files = (folder / entry.name for entry in entries(folder) if not is_folder(entry))
    return sorted(filter(is_picture, files), key=lambda path: natural(path.name))
