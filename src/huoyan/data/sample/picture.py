"""Where the picture of a sample lies: in a file, or in memory; and clips, which are seen over time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from huoyan.errors import ImageError
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.video.frame_folder import frame_files


@dataclass(frozen=True, slots=True)
class FilePicture:
    """A file, decoded anew each time it is looked at. `limits` is what reading it may cost."""

    path: Path
    limits: Limits = DEFAULT

    def within(self, limits: Limits) -> FilePicture:
        """The same picture, which may cost so much to read."""
        return replace(self, limits=limits)

    def sha256(self) -> str:
        """Hex sha256 of the file's bytes.

        "" for a file that cannot be read: a broken link is part of the data and no reason to lose a run.
        """
        return _file_sha256(self.path)


@dataclass(frozen=True, slots=True, eq=False)
class PixelPicture:
    """uint8 (H, W) grey or (H, W, 3) RGB. Equal to itself only: pixels are not compared."""

    pixels: np.ndarray

    def within(self, limits: Limits) -> PixelPicture:
        """Itself: nothing is read any more."""
        return self

    def sha256(self) -> str:
        """Hex sha256 of the shape and the values."""
        digest = hashlib.sha256(repr(self.pixels.shape).encode())
        digest.update(self.pixels.tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class ClipPicture:
    """Moving pictures: a video file, or a folder of frames; of it what lies between two times.

    start, end: in seconds of the stream, start <= t < end; None: to its end. `limits`: of each frame.
    """

    path: Path
    start: float = 0.0
    end: float | None = None
    limits: Limits = DEFAULT

    def within(self, limits: Limits) -> ClipPicture:
        """The same clip, each of whose frames may cost so much to read."""
        return replace(self, limits=limits)

    @property
    def whole(self) -> bool:
        """Whether it is all of its file."""
        return self.start == 0 and self.end is None

    def sha256(self) -> str:
        """Hex sha256 of the file's bytes, or of the frames' in their order, and of the part that is taken.

        "" for what cannot be read.
        """
        content = _folder_sha256(self.path) if self.path.is_dir() else _file_sha256(self.path)
        if self.whole or not content:
            return content
        return hashlib.sha256(f"{content} {self.start} {self.end}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SequencePicture:
    """Numbers over time: a file of NumPy (.npy) with a row a step, (T, values)."""

    path: Path
    limits: Limits = DEFAULT

    def within(self, limits: Limits) -> SequencePicture:
        """The same file, which may cost so much to read."""
        return replace(self, limits=limits)

    def sha256(self) -> str:
        """Hex sha256 of the file's bytes; "" for one that cannot be read."""
        return _file_sha256(self.path)


Clip = ClipPicture | SequencePicture
Picture = FilePicture | PixelPicture | Clip


def _file_sha256(path: Path) -> str:
    try:
        if not path.is_file():  # a pipe would be waited on for ever
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _folder_sha256(folder: Path) -> str:
    """Over the sha256 of each frame: names may change as long as the order stays.

    "" where a frame cannot be read: without it, it is another clip.
    """
    try:
        each = [_file_sha256(frame) for frame in frame_files(folder)]
    except ImageError:
        return ""
    return hashlib.sha256("".join(each).encode()).hexdigest() if each and all(each) else ""
