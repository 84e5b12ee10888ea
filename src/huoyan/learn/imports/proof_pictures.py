"""Pictures to prove an import on: those that are given, and two photographs that scikit-learn ships."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from huoyan.images.decode import decode
from huoyan.images.sources.source import expand
from huoyan.learn.ship.evenly import spread
from huoyan.preprocess import Preprocess

# Of the given ones.
MOST = 256
_PHOTOS = ("china.jpg", "flower.jpg")


def proof_pictures(preprocess: Preprocess, given: str | Path | None = None) -> np.ndarray:
    """uint8 (N, H, W, C), as the network takes them: the photographs whole, in parts and mirrored, behind at
    most MOST of the pictures of a folder, evenly spread.

    Raises UsageError (usage.source), and ImageError for a picture that cannot be read.
    """
    own = [] if given is None else list(expand(given, allow_network=False))
    chosen = (own[at] for at in spread(len(own), MOST))
    read = [preprocess(decode(each.read()).pixels).pixels for each in chosen]
    return np.stack([*read, *_photos(preprocess)])


def _photos(preprocess: Preprocess) -> list[np.ndarray]:
    found = find_spec("sklearn")  # to import it takes longer than all the rest
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "datasets" / "images"
    photos = [decode((folder / name).read_bytes()).pixels for name in _PHOTOS]
    parts = [part for photo in photos for whole in (photo, photo[:, ::-1]) for part in _parts(whole)]
    return [preprocess(np.ascontiguousarray(part)).pixels for part in parts]


def _parts(photo: np.ndarray) -> Iterator[np.ndarray]:
    """The whole and its four quarters."""
    height, width = photo.shape[0] // 2, photo.shape[1] // 2
    yield photo
    for row in (slice(height), slice(height, None)):
        for column in (slice(width), slice(width, None)):
            yield photo[row, column]
