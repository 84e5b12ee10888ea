"""A sample as the network takes it: the one way for training, evaluation, embedding and prediction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.data.arrays import stacked_pixels
from huoyan.data.dataset import Dataset, Sample
from huoyan.images.files import read_bytes
from huoyan.preprocess import Placement, Prepared, Preprocess


def prepare(sample: Sample, preprocess: Preprocess) -> Prepared:
    """The network's picture, uint8 (height, width, channels), and where the source lies in it.

    Raises ImageError.
    """
    if sample.pixels is not None:
        return preprocess.ready(sample.pixels) or preprocess(sample.pixels)
    assert sample.path is not None
    return preprocess.read(read_bytes(sample.path, sample.limits), sample.source, sample.limits)


def prepared_together(data: Dataset, preprocess: Preprocess) -> tuple[np.ndarray, Sequence[Placement]] | None:
    """All pictures at once, uint8 (N, height, width, channels), where the network takes them as they are.

    None where a sample is a file or has another shape: then they are prepared one by one.
    """
    first = data.samples[0].pixels if len(data) else None
    ready = None if first is None else preprocess.ready(first)
    whole = None if ready is None else stacked_pixels(data)
    if ready is None or whole is None:
        return None
    return whole.reshape(len(whole), *ready.pixels.shape), (ready.place,) * len(whole)
