"""Regions of a picture in which things may be, each warped to a small square with some of what is around.

Girshick, Donahue, Darrell, Malik: Rich feature hierarchies for accurate object detection (2014), appendix A.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from huoyan.images.proposals.selective_search import SelectiveSearch
from huoyan.words import Message

# The paper's context: 16 of the 227 pixels of its network's pictures, on each side.
CONTEXT = 16 / 227
LARGEST_SIDE, MOST = 1024, 10_000
# What a graph gives of R regions: how sure it is of each class, (R, C); what `changed` takes, (R, C, 4).
SCORES, CHANGES = "scores", "changes"
OUTPUTS: Mapping[str, tuple[int | None, ...]] = {SCORES: (None, None), CHANGES: (None, None, 4)}
PAD_GREY = 114
AHEAD = 2  # pictures that are searched while another one is answered


@dataclass(frozen=True, slots=True)
class Regions:
    """How a picture reaches a graph that answers for regions of it.

    side: of the square that the graph takes of each; context: pixels of it around the box, on each side.
    most: things found in a picture, the surest, of all regions and classes.
    """

    search: SelectiveSearch
    side: int
    context: int
    most: int = 300

    def __post_init__(self) -> None:
        """Raises ValueError for sides that no graph takes, as a damaged file may have them."""
        fits = 1 <= self.side <= LARGEST_SIDE and 0 <= 2 * self.context < self.side
        if not fits or not 1 <= self.most <= MOST:
            values: Mapping[str, int] = {"side": self.side, "context": self.context, "most": self.most}
            raise ValueError(Message("proposals.regions", **values))

    def of_each(self, pictures: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Boxes of one picture after the other, the next ones searched meanwhile."""
        with ThreadPoolExecutor(AHEAD, thread_name_prefix="huoyan-regions") as pool:
            waiting: deque[Future[np.ndarray]] = deque()
            for picture in pictures:
                waiting.append(pool.submit(self.search, picture))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def crops(self, pixels: np.ndarray, boxes: np.ndarray) -> np.ndarray:
        """Of uint8 (H, W, 3) those of boxes (n, 4), xyxy: uint8 (n, side, side, 3)."""
        crops = np.full((len(boxes), self.side, self.side, 3), PAD_GREY, np.uint8)
        for crop, box in zip(crops, boxes.tolist(), strict=True):
            self._warp(pixels, box, crop)
        return crops

    def _warp(self, pixels: np.ndarray, box: list[float], crop: np.ndarray) -> None:
        """What lies outside of the picture stays as it is."""
        there: list[tuple[slice, slice]] = []
        for low, high, length in ((box[1], box[3], pixels.shape[0]), (box[0], box[2], pixels.shape[1])):
            scale = max(high - low, 1.0) / (self.side - 2 * self.context)
            start, end = low - self.context * scale, low + (self.side - self.context) * scale
            first = min(max(round(start), 0), length - 1)
            last = min(max(round(end), first + 1), length)
            into = min(max(round((first - start) / scale), 0), self.side - 1)
            until = min(max(round((last - start) / scale), into + 1), self.side)
            there.append((slice(first, last), slice(into, until)))
        (rows, into_rows), (columns, into_columns) = there
        seen = pixels[rows, columns]
        sides = into_columns.stop - into_columns.start, into_rows.stop - into_rows.start
        shrinks = seen.shape[0] > sides[1] and seen.shape[1] > sides[0]
        warped = cv2.resize(seen, sides, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        crop[into_rows, into_columns] = warped


def changed(boxes: np.ndarray, changes: np.ndarray) -> np.ndarray:
    """Boxes (..., 4), xyxy, moved and stretched by `changes` (..., 4): shifts of the centre in widths and
    heights, and logarithms of the growth of the sides, at most to four times."""
    sides = boxes[..., 2:] - boxes[..., :2]
    centres = (boxes[..., 2:] + boxes[..., :2]) / 2 + changes[..., :2] * sides
    halves = sides * np.exp(np.clip(changes[..., 2:], -np.log(4), np.log(4))) / 2
    return np.asarray(np.concatenate([centres - halves, centres + halves], axis=-1))


def changes_to(boxes: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """What `changed` makes `wanted` (n, 4) of `boxes` (n, 4) with."""
    sides, wanted_sides = boxes[:, 2:] - boxes[:, :2], wanted[:, 2:] - wanted[:, :2]
    shifts = (wanted[:, 2:] + wanted[:, :2] - boxes[:, 2:] - boxes[:, :2]) / 2 / sides
    return np.asarray(np.concatenate([shifts, np.log(wanted_sides / sides)], axis=1))
