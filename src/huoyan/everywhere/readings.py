"""A picture as the network takes it: as Python reads files, and decoded in full."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.errors import ImageError
from huoyan.everywhere.shown_picture import ShownPicture
from huoyan.images.decode import decode
from huoyan.preprocess import Preprocess
from huoyan.results import Failure


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """uint8 (H, W, C), twice; one array unless Python decodes the file at a lower scale."""

    usual: np.ndarray
    full: np.ndarray

    @property
    def scaled(self) -> bool:
        return self.usual is not self.full


def read_both(picture: ShownPicture, preprocess: Preprocess) -> Readings | Failure:
    try:
        usual = preprocess.read(picture.content, picture.name).pixels
        whole = decode(picture.content, window=preprocess.window, name=picture.name)
    except ImageError as error:
        return Failure.of(error)
    full = preprocess(whole.pixels).pixels
    return Readings(usual, usual if np.array_equal(usual, full) else full)
