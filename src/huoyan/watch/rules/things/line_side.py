"""On which side of a line a thing is: settled only beyond a band, so that flicker on the line is nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from huoyan.watch.rules.places.geometry import Point, Segment, distance_to_line, share_along


@dataclass(frozen=True, slots=True)
class LineSide:
    """What is known of one thing and one line.

    settled: +1 on the right hand of one who walks along the line, -1 on the left, 0 before the thing was seen
    beyond the band. near: as `settled`, but without the band. over: how often more the path went through the
    line towards the right hand than back, since it settled. Past the ends of the line it does not count.
    """

    settled: int = 0
    near: int = 0
    over: int = 0

    def moved(self, path: Segment, line: Segment, band: float) -> tuple[LineSide, int]:
        """After the thing went straight along `path`, all in pixels; and the way in which it crossed, or 0.

        Between where a thing was last seen and where it is seen again, it went straight, however long that
        took.
        """
        start, end = line
        distance = distance_to_line(start, end, path[1])
        side = _sign(distance)
        state = self
        if side and self.near and side != self.near:
            over = side if 0 <= share_along(start, end, _passage(path, line)) <= 1 else 0
            state = replace(state, over=state.over + over)
        if side:
            state = replace(state, near=side)
        if abs(distance) <= band:
            return state, 0
        turned = self.settled and side != self.settled
        crossed = side if turned and state.over * side > 0 else 0
        return LineSide(side, side), crossed


def _passage(path: Segment, line: Segment) -> Point:
    """Where the path meets the endless line; its ends lie on different sides of it, or one on it."""
    before, after = (distance_to_line(*line, point) for point in path)
    share = before / (before - after) if before != after else 0.0
    (x, y), (to_x, to_y) = path
    return x + share * (to_x - x), y + share * (to_y - y)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
