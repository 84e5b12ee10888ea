"""Where a point lies to a line and to a polygon. x grows to the right and y downward, as in pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise

Point = tuple[float, float]
Segment = tuple[Point, Point]


def scaled(point: Point, size: tuple[int, int]) -> Point:
    """A point in fractions of a picture as pixels; size: its width and height."""
    return point[0] * size[0], point[1] * size[1]


def turn(start: Point, end: Point, point: Point) -> float:
    """Above 0 on the right hand of one who walks from `start` to `end`, 0 on the endless line."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def distance_to_line(start: Point, end: Point, point: Point) -> float:
    """From the endless line through both, above 0 on the right hand of one who walks from start to end."""
    return turn(start, end, point) / math.dist(start, end)


def share_along(start: Point, end: Point, point: Point) -> float:
    """How far along a segment the point is, seen square to it: 0 at `start`, 1 at `end`."""
    across, down = end[0] - start[0], end[1] - start[1]
    walked = (point[0] - start[0]) * across + (point[1] - start[1]) * down
    return walked / (across * across + down * down)


def distance_inside(corners: Sequence[Point], point: Point) -> float:
    """From the nearest edge of the polygon, above 0 inside it."""
    nearest = min(_distance_to_segment(edge, point) for edge in edges(corners))
    return nearest if _holds(corners, point) else -nearest


def edges(corners: Sequence[Point]) -> list[Segment]:
    return list(pairwise((*corners, corners[0])))


def area(corners: Sequence[Point]) -> float:
    return abs(sum(start[0] * end[1] - end[0] * start[1] for start, end in edges(corners))) / 2


def crosses_itself(corners: Sequence[Point]) -> bool:
    """Whether two edges have more in common than the corner at which one ends and the next begins."""
    walls = edges(corners)
    for (at, one), (later, other) in combinations(enumerate(walls), 2):
        if later - at == 1:
            meet = _folds_back(one[0], one[1], other[1])
        elif later - at == len(walls) - 1:
            meet = _folds_back(other[0], other[1], one[1])
        else:
            meet = _meet(one, other)
        if meet:
            return True
    return False


def _holds(corners: Sequence[Point], point: Point) -> bool:
    """By the number of edges that a ray to the right crosses."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in edges(corners):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _distance_to_segment(segment: Segment, point: Point) -> float:
    start, end = segment
    share = min(max(share_along(start, end, point), 0.0), 1.0)
    foot = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
    return math.dist(foot, point)


def _folds_back(first: Point, corner: Point, last: Point) -> bool:
    """Whether the way goes back on itself at `corner`."""
    return turn(first, corner, last) == 0 and share_along(corner, first, last) > 0


def _meet(one: Segment, other: Segment) -> bool:
    """Whether two segments have a point in common."""
    (a, b), (c, d) = one, other
    c_side, d_side, a_side, b_side = turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)
    if c_side * d_side < 0 and a_side * b_side < 0:
        return True
    touching = ((c_side, one, c), (d_side, one, d), (a_side, other, a), (b_side, other, b))
    return any(side == 0 and 0 <= share_along(*wall, point) <= 1 for side, wall, point in touching)
