"""A large picture in overlapping parts, so that a network sees small things in all their pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from huoyan.errors import UsageError
from huoyan.placement import cut_out
from huoyan.preprocess import MAX_SIDE, Prepared, Preprocess
from huoyan.words import Message

# xmin, ymin, xmax, ymax of a part, in pixels of the whole.
Window = tuple[int, int, int, int]
OVERLAP = 0.2
MOST_OVERLAP = 0.9


@dataclass(frozen=True, slots=True)
class Tiling:
    """side: of a part, in pixels of the source; overlap: the least share of it that its neighbour has too.

    Raises UsageError usage.tile.
    """

    side: int
    overlap: float = OVERLAP

    def __post_init__(self) -> None:
        whole = isinstance(self.side, int | np.integer) and not isinstance(self.side, bool)
        if not whole or not 1 <= self.side <= MAX_SIDE:
            raise UsageError(Message("tile.side", side=self.side, most=MAX_SIDE), code="usage.tile")
        if not 0 <= self.overlap <= MOST_OVERLAP:
            raise UsageError(
                Message("tile.overlap", overlap=self.overlap, most=MOST_OVERLAP), code="usage.tile"
            )

    def windows(self, height: int, width: int) -> list[Window]:
        """The parts row by row, if any, then the whole picture, in which large things are seen whole.

        The parts come first, as of equally sure boxes the first stays: they show more pixels.
        """
        whole = (0, 0, width, height)
        if height <= self.side and width <= self.side:
            return [whole]
        rows, columns = list(self._spans(height)), list(self._spans(width))
        return [*((left, top, right, bottom) for top, bottom in rows for left, right in columns), whole]

    def _spans(self, length: int) -> Iterator[tuple[int, int]]:
        """Begin and end of parts of one side that cover `length`, evenly spread."""
        if length <= self.side:
            yield 0, length
            return
        shared = min(round(self.side * self.overlap), self.side - 1)
        n = math.ceil((length - shared) / (self.side - shared))
        for begin in np.linspace(0, length - self.side, n).round().astype(int).tolist():
            yield begin, begin + self.side


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """A picture's parts as the network takes them; each is placed in the whole source."""

    windows: tuple[Window, ...]
    prepared: tuple[Prepared, ...]


def tiles_of(pixels: np.ndarray, preprocess: Preprocess, tiling: Tiling) -> Tiles:
    """uint8 (H, W, 3) or (H, W)."""
    height, width = pixels.shape[:2]
    windows = tiling.windows(height, width)
    return Tiles(tuple(windows), tuple(_prepared(pixels, preprocess, window) for window in windows))


def _prepared(pixels: np.ndarray, preprocess: Preprocess, window: Window) -> Prepared:
    (left, top, right, bottom), (height, width) = window, pixels.shape[:2]
    part = pixels[top:bottom, left:right]
    made = preprocess.ready(part) or preprocess(part)
    return Prepared(made.pixels, cut_out(height, width, left, top).then(made.place))
