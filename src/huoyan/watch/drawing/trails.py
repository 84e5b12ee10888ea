"""Where the things that were followed last have gone, in bounded memory."""

from __future__ import annotations

import math
from typing import Any

from huoyan.watch.rules.places.geometry import Point
from huoyan.watch.tracked import Tracks

MOST_TRAILS = 200
MOST_POINTS = 128
# A share of the picture: who moved less has not moved.
LEAST_STEP = 0.005


class Trails:
    """By the number of a track its points, as fractions of the picture, the oldest first.

    Of more tracks than `MOST_TRAILS` those are kept that moved last; of a long trail every second point goes.
    """

    def __init__(self) -> None:
        self._trails: dict[int, list[Point]] = {}

    def add(self, tracks: Tracks) -> None:
        for each in tracks.tracked:
            x, y = each.centre
            point = round(x / tracks.width, 4), round(y / tracks.height, 4)
            trail = self._trails.get(each.number, [])
            if not each.found or (trail and math.dist(trail[-1], point) < LEAST_STEP):
                continue
            trail.append(point)
            self._trails.pop(each.number, None)
            self._trails[each.number] = trail[::2] if len(trail) > MOST_POINTS else trail
        while len(self._trails) > MOST_TRAILS:
            del self._trails[next(iter(self._trails))]

    @property
    def points(self) -> dict[int, list[Point]]:
        return dict(self._trails)

    def to_json(self) -> list[list[Any]]:
        """A [number, points] each."""
        return [[number, trail] for number, trail in self._trails.items()]

    @classmethod
    def from_json(cls, values: list[list[Any]]) -> Trails:
        made = cls()
        made._trails = {number: [(x, y) for x, y in trail] for number, trail in values}
        return made
