"""A thing as rules remember it, whatever number its track bears."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from huoyan.watch.rules.places.geometry import Point
from huoyan.watch.rules.things.heard import Heard
from huoyan.watch.rules.things.line_side import LineSide
from huoyan.watch.rules.things.zone_stay import ZoneStay
from huoyan.watch.tracked import Box, Tracked, Tracks

# Over about so many seconds the speed of a thing is averaged.
SPEED_S = 0.3
# A box that ends within so many pixels of the picture's edge is cut off by it.
EDGE = 2.0


@dataclass(frozen=True, slots=True)
class Thing:
    """number: its own, from 1, by which it is the same under another track. since: of its track, as that
    says; began: of its first track. seen: seconds at which it was last found. point: centre of its box, as
    fractions of the picture; speed: of that, a second. heir: another track goes on with its history.
    sides, stays, heard: in the order of the scene's lines, zones and rules.
    """

    number: int
    track: int
    since: float
    began: float
    seen: float
    label: str
    score: float
    box: Box
    point: Point
    speed: Point
    heir: bool
    sides: tuple[LineSide, ...]
    stays: tuple[ZoneStay, ...]
    heard: tuple[Heard, ...]

    def found(self, now: Tracked, tracks: Tracks) -> Thing:
        """As it is seen in this frame; where it has gone is not looked at."""
        point = fractions(now, tracks)
        return replace(
            self,
            track=now.number,
            since=now.since,
            seen=tracks.seconds,
            label=now.label,
            score=now.score,
            box=now.box,
            point=point,
            speed=_speed(self, point, tracks.seconds),
            heir=False,
        )

    def heading(self, seconds: float) -> Point:
        """Where it should be by now, as fractions of the picture."""
        passed = seconds - self.seen
        return self.point[0] + self.speed[0] * passed, self.point[1] + self.speed[1] * passed

    def at_edge(self, width: int, height: int) -> bool:
        """Whether its box was cut off by the edge of the picture."""
        xmin, ymin, xmax, ymax = self.box
        return min(xmin, ymin, width - xmax, height - ymax) <= EDGE

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        tuples = {name: tuple(values[name]) for name in ("box", "point", "speed")}
        kept = {
            "sides": tuple(LineSide(**each) for each in values["sides"]),
            "stays": tuple(ZoneStay(**each) for each in values["stays"]),
            "heard": tuple(Heard(**each) for each in values["heard"]),
        }
        return cls(**{**values, **tuples, **kept})


def fractions(tracked: Tracked, tracks: Tracks) -> Point:
    """Of the picture: where the centre of a thing's box is."""
    x, y = tracked.centre
    return x / tracks.width, y / tracks.height


def shorter_side(box: Box) -> float:
    return min(box[2] - box[0], box[3] - box[1])


def _speed(thing: Thing, point: Point, seconds: float) -> Point:
    passed = seconds - thing.seen
    if passed <= 0:
        return thing.speed
    share = 1.0 if thing.speed == (0.0, 0.0) else 1 - math.exp(-passed / SPEED_S)
    x, y = ((now - before) / passed for now, before in zip(point, thing.point, strict=True))
    return thing.speed[0] + share * (x - thing.speed[0]), thing.speed[1] + share * (y - thing.speed[1])
