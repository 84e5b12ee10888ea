"""Where the picture of a sample lies: in a file, or in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from huoyan.images.limits import DEFAULT, Limits


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
        try:
            if not self.path.is_file():  # a pipe would be waited on for ever
                return ""
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""


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


Picture = FilePicture | PixelPicture
