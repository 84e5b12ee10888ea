"""The pixels of a sample, upright and in 8 bits, whatever it is read from."""

from __future__ import annotations

import numpy as np

from huoyan.clips import ClipPreprocess, Sampling
from huoyan.clips.strip import strip
from huoyan.data.clips.clip_frames import prepare_clip, read_sequence
from huoyan.data.dataset import Sample
from huoyan.data.sample.picture import SequencePicture
from huoyan.images.decode import DecodedPicture, decode, probe
from huoyan.images.decoding.colour import is_deep
from huoyan.images.decoding.grey_window import window_of
from huoyan.images.files import read_bytes
from huoyan.preprocess import Preprocess

# Of a clip: sides of a frame, how many are shown, and how many in a row.
_STRIP, _FRAMES, _COLUMNS = (120, 160), 6, 3


def sample_pixels(sample: Sample, at_least: tuple[int, int] | None = None) -> np.ndarray:
    """uint8 (H, W) grey or (H, W, 3) RGB; deep grey through its own window. Raises ImageError.

    at_least: (height, width) that suffice; a large JPEG is then decoded at a lower scale.
    """
    return sample_picture(sample, at_least).pixels


def sample_picture(sample: Sample, at_least: tuple[int, int] | None = None) -> DecodedPicture:
    """The same with the size of the whole picture, in which boxes are counted."""
    if sample.clip is not None:
        return _strip(sample)
    if sample.pixels is not None:
        return DecodedPicture(sample.pixels, *sample.pixels.shape[:2])
    assert sample.path is not None, "a sample has a path or pixels"
    limits, name = sample.limits, sample.source
    data = read_bytes(sample.path, limits)
    window = window_of([data], limits) if is_deep(probe(data, limits=limits, name=name).mode) else None
    return decode(data, limits=limits, window=window, at_least=at_least, name=name)


def _strip(sample: Sample) -> DecodedPicture:
    """Of a clip some frames side by side; of a sequence its values, a row a value, from black to white."""
    if isinstance(sample.clip, SequencePicture):
        pixels = _drawn_sequence(read_sequence(sample))
    else:
        preprocess = ClipPreprocess(Preprocess(*_STRIP, fit="pad"), sampling=Sampling(steps=_FRAMES))
        pixels = strip(prepare_clip(sample, preprocess).pixels, _STRIP[0], _FRAMES, _COLUMNS)
    return DecodedPicture(pixels, *pixels.shape[:2])


def _drawn_sequence(values: np.ndarray) -> np.ndarray:
    """uint8 (values, T), each value over its own range."""
    low, high = values.min(axis=0), values.max(axis=0)
    return np.asarray(255 * (values - low) / np.maximum(high - low, 1e-12), np.uint8).T.copy()
