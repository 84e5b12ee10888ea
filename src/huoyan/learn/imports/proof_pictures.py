"""Pictures to prove an import on: two photographs that scikit-learn ships, whole, in parts and mirrored."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from huoyan.images.decode import decode
from huoyan.preprocess import Preprocess

_PHOTOS = ("china.jpg", "flower.jpg")


def proof_pictures(preprocess: Preprocess) -> np.ndarray:
    """uint8 (N, H, W, C), as the network takes them."""
    found = find_spec("sklearn")  # to import it takes longer than all the rest
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "datasets" / "images"
    photos = [decode((folder / name).read_bytes()).pixels for name in _PHOTOS]
    parts = [part for photo in photos for whole in (photo, photo[:, ::-1]) for part in _parts(whole)]
    return np.stack([preprocess(np.ascontiguousarray(part)).pixels for part in parts])


def _parts(photo: np.ndarray) -> Iterator[np.ndarray]:
    """The whole and its four quarters."""
    height, width = photo.shape[0] // 2, photo.shape[1] // 2
    yield photo
    for row in (slice(height), slice(height, None)):
        for column in (slice(width), slice(width, None)):
            yield photo[row, column]
