"""A line across the picture, and the names of the two ways over it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from huoyan.watch.rules.places.geometry import Point

# What a way over a line leads to: +1 is the right hand of one who walks from its first point to its second.
IN, OUT = 1, -1
SIDES = {"in": IN, "out": OUT}
# Where each of these points in the picture, whose y grows downward.
COMPASS: dict[str, Point] = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
DIRECTIONS = (*COMPASS, *SIDES)
# A way is called up, down, left or right if it leads within 60 degrees of it.
LEAST_COSINE = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """start, end: (x, y) as fractions of the picture's width and height."""

    name: str
    start: Point
    end: Point

    def direction(self, way: int) -> str:
        """What a way over the line is called in events and counts.

        `up` or `down` where the line is flatter than 45 degrees (in fractions of the picture), else `left`
        or `right`.
        """
        across, down = self._inward()
        if abs(down) >= abs(across):
            return "down" if down * way > 0 else "up"
        return "right" if across * way > 0 else "left"

    def way(self, direction: str) -> int | None:
        """The way that a direction means; None for one along the line, as `left` of a level line."""
        if direction in SIDES:
            return SIDES[direction]
        wanted, inward = COMPASS[direction], self._inward()
        cosine = wanted[0] * inward[0] + wanted[1] * inward[1]
        if abs(cosine) < LEAST_COSINE:
            return None
        return IN if cosine > 0 else OUT

    def known_directions(self) -> tuple[str, ...]:
        return tuple(each for each in DIRECTIONS if self.way(each) is not None)

    def _inward(self) -> Point:
        """Of length 1, square to the line, to the right hand of one who walks along it."""
        across, down = self.end[0] - self.start[0], self.end[1] - self.start[1]
        length = math.hypot(across, down)
        return -down / length, across / length
