"""Quantities that are measured of pictures: whether there is anything to learn of them."""

from __future__ import annotations

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Message


def check_quantities(dataset: Dataset, say: Say) -> None:
    """Raises DataError where there is no picture (data.empty) or one value for all (data.one_value)."""
    if not dataset.samples:
        raise DataError(Message("numbers.no_picture", name=dataset.name), code="data.empty")
    targets = dataset.targets()
    for name, values in zip(dataset.classes, targets.T, strict=True):
        if np.ptp(values) == 0:
            message = Message(
                "numbers.one_value", name=dataset.name, quantity=name, value=float(values[0]), n=len(values)
            )
            raise DataError(message, code="data.one_value")
