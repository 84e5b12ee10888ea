"""What a thing passes on its way from one frame to the next."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from huoyan.watch.rules.places.geometry import area, distance_inside, scaled
from huoyan.watch.rules.scene import Scene
from huoyan.watch.rules.steadiness import Steadiness
from huoyan.watch.rules.things.line_side import LineSide
from huoyan.watch.rules.things.thing import Thing, shorter_side
from huoyan.watch.rules.things.zone_stay import ZoneStay
from huoyan.watch.tracked import Tracks

# In a zone that is small against the things in it the margin is this share of the zone's size instead.
MARGIN_OF_ZONE = 0.1


@dataclass(frozen=True, slots=True)
class Movement:
    """thing: after it. ways: by the name of a line or a zone, +1 or -1, or 0 where it was not passed.

    +1 is into a zone, and over a line to the right hand of one who walks along it.
    """

    thing: Thing
    ways: Mapping[str, int]


def movement(before: Thing, now: Thing, scene: Scene, tracks: Tracks, steady: Steadiness) -> Movement:
    """From where the thing was last found to where it is found now."""
    size = tracks.width, tracks.height
    path = scaled(before.point, size), scaled(now.point, size)
    band = steady.band * shorter_side(now.box)
    ways: dict[str, int] = {}
    sides: list[LineSide] = []
    for line, side in zip(scene.lines, now.sides, strict=True):
        ends = scaled(line.start, size), scaled(line.end, size)
        after, ways[line.name] = side.moved(path, ends, band)
        sides.append(after)
    stays: list[ZoneStay] = []
    for zone, stay in zip(scene.zones, now.stays, strict=True):
        corners = [scaled(corner, size) for corner in zone.corners]
        margin = min(band, MARGIN_OF_ZONE * math.sqrt(area(corners)))
        distance = distance_inside(corners, path[1])
        entered, ways[zone.name] = stay.moved(distance, margin, tracks.seconds, steady.settle_s)
        stays.append(entered)
    return Movement(replace(now, sides=tuple(sides), stays=tuple(stays)), ways)


def left_picture(thing: Thing, scene: Scene) -> Movement:
    """A thing that is seen no more has left all zones in which it was when the picture's edge cut it off."""
    ways = {zone.name: -1 for zone, stay in zip(scene.zones, thing.stays, strict=True) if stay.inside}
    return Movement(replace(thing, stays=tuple(ZoneStay() for _ in thing.stays)), ways)
