"""Pictures that are shown everywhere, as files: those of data that training did not see, and made-up ones."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import FilePicture, PixelPicture
from huoyan.errors import ImageError
from huoyan.images.files import read_bytes


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """The very bytes of a file."""

    name: str
    content: bytes


def spread_over(data: Dataset, most: int) -> list[ShownPicture]:
    """At most so many files of the data, from all of it; what cannot be read is passed over."""
    samples = data.samples
    chosen = np.unique(np.linspace(0, len(samples) - 1, min(most, len(samples))).astype(int))
    return list(_read(samples[at] for at in chosen.tolist()))


def _read(samples: Iterator[Sample]) -> Iterator[ShownPicture]:
    for sample in samples:
        picture = sample.picture
        try:
            if isinstance(picture, FilePicture):
                yield ShownPicture(Path(picture.path).name, read_bytes(picture.path, picture.limits))
        except ImageError:
            continue
        if isinstance(picture, PixelPicture):
            yield ShownPicture(f"{sample.source}.png", _png(picture.pixels))


def _png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()
