"""Quantities that are measured of pictures: whether there is anything to learn of them."""

from __future__ import annotations

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Message

# Networks compute in single precision: sizes whose squares it holds, and the least range of values, as a
# share of the largest, that it divides into a hundred steps.
_SMALLEST, _LARGEST, _LEAST_RANGE = 1e-18, 1e18, 1e-5


def check_quantities(dataset: Dataset, say: Say) -> None:
    """Raises DataError where there is no picture (data.empty), one value for all (data.one_value), or where
    single precision cannot hold the values, or not apart (data.precision)."""
    if not dataset.samples:
        raise DataError(Message("numbers.no_picture", name=dataset.name), code="data.empty")
    exact = np.array([sample.truth.by_index() for sample in dataset.samples], np.float64)
    for name, values in zip(dataset.classes, exact.T, strict=True):
        low, high = float(values.min()), float(values.max())
        told = {"name": dataset.name, "quantity": name, "n": len(values)}
        if low == high:
            raise DataError(Message("numbers.one_value", value=low, **told), code="data.one_value")
        largest = max(-low, high)
        if not (largest < _LARGEST and high - low > max(_SMALLEST, _LEAST_RANGE * largest)):
            raise DataError(Message("numbers.precision", low=low, high=high, **told), code="data.precision")
