"""The pixels of a sample, upright and in 8 bits, whatever it is read from."""

from __future__ import annotations

import numpy as np

from huoyan.data.dataset import Sample
from huoyan.images.decode import DecodedPicture, decode, probe
from huoyan.images.decoding.colour import is_deep
from huoyan.images.decoding.grey_window import window_of
from huoyan.images.files import read_bytes


def sample_pixels(sample: Sample, at_least: tuple[int, int] | None = None) -> np.ndarray:
    """uint8 (H, W) grey or (H, W, 3) RGB; deep grey through its own window. Raises ImageError.

    at_least: (height, width) that suffice; a large JPEG is then decoded at a lower scale.
    """
    return sample_picture(sample, at_least).pixels


def sample_picture(sample: Sample, at_least: tuple[int, int] | None = None) -> DecodedPicture:
    """The same with the size of the whole picture, in which boxes are counted."""
    if sample.pixels is not None:
        return DecodedPicture(sample.pixels, *sample.pixels.shape[:2])
    assert sample.path is not None, "a sample has a path or pixels"
    limits, name = sample.limits, sample.source
    data = read_bytes(sample.path, limits)
    window = window_of([data], limits) if is_deep(probe(data, limits=limits, name=name).mode) else None
    return decode(data, limits=limits, window=window, at_least=at_least, name=name)
