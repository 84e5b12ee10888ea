"""Clips that were decoded before, in the cache folder: by their content and all that shapes their steps.

Each is two arrays of NumPy, mapped when they are read, so that the system pages in what is looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from huoyan.clips import ClipPreprocess, ClipSteps
from huoyan.data.named.download import cache_folder

# Bytes of all kept clips; those used longest ago go first.
MOST_BYTES = 20 * 1000**3
# Raised when the same files give other steps.
_FORMAT = 2
# What decodes, resizes and finds motion; with another version nothing is known.
_PACKAGES = ("huoyan", "numpy", "opencv-python-headless", "opencv-python", "pillow", "cykooz-resizer")
_DIGITS = 32


class KeptClips:
    """Of one `preprocess`. What cannot be read or written is done without."""

    def __init__(self, preprocess: ClipPreprocess) -> None:
        self._root = cache_folder() / "clips"
        self._folder = self._root / _versions(preprocess)
        self._shape = preprocess.shape

    def get(self, content: str) -> ClipSteps | None:
        """The steps of the clip with this sha256; None where they are not known."""
        pixels_at, seconds_at = self._places(content)
        with contextlib.suppress(OSError, ValueError, EOFError):
            pixels = np.load(pixels_at, mmap_mode="r", allow_pickle=False)
            seconds = np.load(seconds_at, allow_pickle=False)
            whole = pixels.dtype == np.uint8 and pixels.shape == (len(seconds), *self._shape)
            if whole and len(seconds):
                _mark_used(pixels_at, seconds_at)
                return ClipSteps(pixels, seconds)
        return None

    def put(self, content: str, steps: ClipSteps) -> None:
        """The times first: a clip is known when its pixels are there."""
        pixels_at, seconds_at = self._places(content)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(seconds_at, steps.seconds)
            _write(pixels_at, steps.pixels)

    def trim(self) -> None:
        """Takes out what was used longest ago, of any preprocess, while all of it is too much; and what was
        being written when somebody was killed is in it."""
        found = []
        for file in self._root.glob("*/*.npy*"):
            with contextlib.suppress(OSError):
                status = file.stat()
                found.append((status.st_mtime, status.st_size, file))
        total = sum(size for _, size, _ in found)
        for _, size, file in sorted(found, key=lambda each: each[0]):
            if total <= MOST_BYTES:
                break
            with contextlib.suppress(OSError):
                file.unlink()
                total -= size

    def _places(self, content: str) -> tuple[Path, Path]:
        name = content[:_DIGITS]
        return self._folder / f"{name}.npy", self._folder / f"{name}.seconds.npy"


def _versions(preprocess: ClipPreprocess) -> str:
    """A name for all that decides what is seen of a content."""
    told: dict[str, object] = {"format": _FORMAT, "machine": platform.machine(), **preprocess.to_json()}
    for package in _PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            told[package] = version(package)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def _mark_used(*files: Path) -> None:
    """The cache of somebody else may be read without that."""
    with contextlib.suppress(OSError):
        for file in files:
            os.utime(file)


def _write(path: Path, array: np.ndarray) -> None:
    """As a whole or not at all. Pictures of people may be in it: nobody but the owner may read it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            np.save(file, array, allow_pickle=False)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
