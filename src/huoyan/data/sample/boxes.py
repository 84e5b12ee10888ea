"""Things in a picture: where each lies, and what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from huoyan.placement import Placement
from huoyan.text import nfc

# Columns of `Boxes.rows`: class, xmin, ymin, xmax, ymax, crowd.
COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """One thing. Its sides are edges between pixels of the upright picture: xmin, ymin before its first,
    xmax, ymax behind its last; the whole of a picture is 0, 0, width, height.

    index: of its class. crowd: many alike that are not told apart, or one that is hard to see (iscrowd of
    COCO, difficult of VOC): found or not, it counts neither for nor against.
    """

    index: int
    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crowd: bool = False

    @property
    def xyxy(self) -> tuple[float, float, float, float]:
        return self.xmin, self.ymin, self.xmax, self.ymax

    @property
    def area(self) -> float:
        return max(0.0, self.xmax - self.xmin) * max(0.0, self.ymax - self.ymin)


@dataclass(frozen=True, slots=True)
class Boxes:
    """All things in a picture that were looked for, in the order of the data; there may be none.

    Satisfies `truth.Truth`.
    """

    boxes: tuple[Box, ...]

    @property
    def labels(self) -> tuple[int, ...]:
        """Classes of which there is one or more, ascending; of crowds too."""
        return tuple(sorted({box.index for box in self.boxes}))

    @property
    def rows(self) -> np.ndarray:
        """float64 (n, 6): class, xmin, ymin, xmax, ymax, crowd."""
        return np.array([(b.index, *b.xyxy, b.crowd) for b in self.boxes], np.float64).reshape(-1, COLUMNS)

    def placed(self, place: Placement) -> np.ndarray:
        """`rows` in pixels of the network's picture, in which the picture lies at `place`."""
        rows = self.rows
        rows[:, 1:5] = place.to_model(rows[:, 1:5])
        return rows

    def by_index(self) -> Sequence[object]:
        return [[box.index, *box.xyxy, box.crowd] for box in self.boxes]

    def by_name(self, names: Sequence[str]) -> Sequence[object]:
        return sorted([nfc(names[box.index]), *box.xyxy, box.crowd] for box in self.boxes)

    def worded(self, names: Sequence[str]) -> list[str]:
        found = Counter(box.index for box in self.boxes)
        return [f"{n} × {names[index]}" for index, n in sorted(found.items())]

    def relabelled(self, new: Mapping[int, int]) -> Boxes:
        return Boxes(tuple(replace(box, index=new[box.index]) for box in self.boxes))
