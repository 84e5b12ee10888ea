"""The grey window of a data set: which values of its 16-bit pictures become black and white."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from huoyan.errors import ImageError
from huoyan.images.decode import grey_values
from huoyan.images.decoding.colour import Window
from huoyan.images.files import read_bytes
from huoyan.images.limits import DEFAULT, Limits

PERCENTILES = (0.1, 99.9)
VALUES_EACH = 10_000  # from each picture, evenly spaced: a large one weighs no more than a small one


def window_of(pictures: Iterable[bytes | Path], limits: Limits = DEFAULT) -> Window | None:
    """The 0.1 and 99.9 percentile over all grey pictures of more than 8 bits; None if there are none.

    Pictures that cannot be read are passed over here: whoever decodes them reports them.
    """
    kept = []
    for picture in pictures:
        try:
            data = picture if isinstance(picture, bytes) else read_bytes(picture, limits)
            values = grey_values(data, limits=limits)
        except ImageError:
            continue
        if values is not None:
            kept.append(_spread(values))
    together = np.concatenate(kept) if kept else np.empty(0)
    if together.size == 0:
        return None
    # Four digits: a window is written into recipes and read by people.
    low, high = (float(f"{x:.4g}") for x in np.percentile(together, PERCENTILES))
    return (low, high) if low < high else (low, low + 1.0)


def _spread(values: np.ndarray) -> np.ndarray:
    flat = values.reshape(-1).astype(np.float64)
    flat = flat[np.isfinite(flat)]
    if flat.size <= VALUES_EACH:
        return flat
    return flat[np.linspace(0, flat.size - 1, VALUES_EACH).astype(np.int64)]
