"""Segments joined one by one, the two most alike first, until one is left: a box of each on the way.

Uijlings, van de Sande, Gevers, Smeulders: Selective Search for Object Recognition (2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.images.proposals.segments import Segments


@dataclass(frozen=True, slots=True)
class Likeness:
    """What counts when two segments are compared, each as 0 or 1 times its share (equation 6)."""

    colour: float = 1.0
    texture: float = 1.0
    size: float = 1.0
    fill: float = 1.0


def grouped(segments: Segments, likeness: Likeness, area: float) -> np.ndarray:
    """The boxes of all segments and of all that they were joined to, in that order, int64 (2n - 1, 4).

    area: pixels of the picture. Pictures whose segments do not all touch give fewer.
    """
    joining = _Joining(segments, likeness, area)
    boxes = [segments.boxes]
    while (box := joining.step()) is not None:
        boxes.append(box[None])
    return np.concatenate(boxes)


class _Joining:
    """The segments that are left: one that is joined to another lives on in its row."""

    def __init__(self, segments: Segments, likeness: Likeness, area: float) -> None:
        self._sizes, self._boxes = segments.sizes.copy(), segments.boxes.copy()
        self._seen = np.concatenate(
            [segments.colours * likeness.colour, segments.textures * likeness.texture], axis=1
        )
        self._touching, self._likeness, self._area = segments.touching.copy(), likeness, area
        n = len(self._sizes)
        self._alike = np.full((n, n), -np.inf, np.float32)
        for at in range(n):
            self._compare(at)

    def step(self) -> np.ndarray | None:
        """Joins the two that are most alike; the box of both, or None where no two touch."""
        kept, gone = divmod(int(self._alike.argmax()), len(self._sizes))
        if not np.isfinite(self._alike[kept, gone]):
            return None
        sizes, boxes, seen = self._sizes, self._boxes, self._seen
        whole = sizes[kept] + sizes[gone]
        seen[kept] = (sizes[kept] * seen[kept] + sizes[gone] * seen[gone]) / whole
        sizes[kept] = whole
        boxes[kept, :2] = np.minimum(boxes[kept, :2], boxes[gone, :2])
        boxes[kept, 2:] = np.maximum(boxes[kept, 2:], boxes[gone, 2:])
        touching = self._touching
        touching[kept] |= touching[gone]
        touching[kept, [kept, gone]] = False
        touching[gone] = touching[:, gone] = False
        touching[:, kept] = touching[kept]
        self._alike[gone] = self._alike[:, gone] = -np.inf
        self._compare(kept)
        return np.array(boxes[kept])

    def _compare(self, at: int) -> None:
        """How much a segment is like each that touches it."""
        near = np.flatnonzero(self._touching[at])
        common = np.minimum(self._seen[near], self._seen[at]).sum(axis=1)
        both = self._sizes[near] + self._sizes[at]
        low = np.minimum(self._boxes[near, :2], self._boxes[at, :2])
        high = np.maximum(self._boxes[near, 2:], self._boxes[at, 2:])
        empty = (high - low).prod(axis=1) - both
        size, fill = 1 - both / self._area, 1 - empty / self._area
        alike = common + self._likeness.size * size + self._likeness.fill * fill
        self._alike[at, near] = self._alike[near, at] = alike
