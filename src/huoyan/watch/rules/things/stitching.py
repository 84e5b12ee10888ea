"""Tracks that go on with the history of another: the tracker lost a thing and found it again as a new one.

A track that begins takes over the history of a thing that no detection shows any more if that was last seen
at most `gap_s` ago, was not about to leave the picture, is of about the same size (0.5 to 2 times), and was
heading to within `reach` of its size of where the new one begins, half of that where the labels differ. The
new one must not begin behind where a moving thing was last seen: that is the next one of a row. Each history
has one heir; the nearest pairs come first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from huoyan.watch.rules.places.geometry import scaled
from huoyan.watch.rules.steadiness import Steadiness
from huoyan.watch.rules.things.thing import Thing
from huoyan.watch.tracked import Box, Tracked, Tracks

LEAST_ALIKE = 0.5
OTHER_LABEL = 0.5
# Slower than so many of its own sizes a second a thing stands.
STANDS = 0.5


def heirs(
    lost: Sequence[Thing], begun: Sequence[Tracked], tracks: Tracks, steady: Steadiness
) -> dict[int, Thing]:
    """By the number of a track that begins in this frame: the thing that it is."""
    near = sorted(
        (off, new.number, thing.number)
        for thing in lost
        if tracks.seconds - thing.seen <= steady.gap_s and not _leaving(thing, tracks)
        for new in begun
        if (off := _off(thing, new, tracks)) <= steady.reach
    )
    by_number = {thing.number: thing for thing in lost}
    found: dict[int, Thing] = {}
    for _, track, number in near:
        if track not in found and number in by_number:
            found[track] = by_number.pop(number)
    return found


def _off(thing: Thing, new: Tracked, tracks: Tracks) -> float:
    """How far from where the thing was heading a track begins, in sizes of it; infinite if it is no heir."""
    size, other = _size(thing.box), _size(new.box)
    if not min(size, other) > LEAST_ALIKE * max(size, other):
        return math.inf
    scale = (tracks.width, tracks.height)
    last, ahead, speed = (
        scaled(each, scale) for each in (thing.point, thing.heading(tracks.seconds), thing.speed)
    )
    moved = new.centre[0] - last[0], new.centre[1] - last[1]
    if math.hypot(*speed) > STANDS * size and moved[0] * speed[0] + moved[1] * speed[1] < 0:
        return math.inf
    off = math.dist(new.centre, ahead) / size
    return off if new.label == thing.label else off / OTHER_LABEL


def _leaving(thing: Thing, tracks: Tracks) -> bool:
    """Whether it was about to leave the picture, or has its heading outside."""
    x, y = thing.heading(tracks.seconds)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        return True
    xmin, ymin, xmax, ymax = thing.box
    across, down = thing.speed
    return (
        (xmin <= 0 and across < 0)
        or (ymin <= 0 and down < 0)
        or (xmax >= tracks.width and across > 0)
        or (ymax >= tracks.height and down > 0)
    )


def _size(box: Box) -> float:
    return math.sqrt(max((box[2] - box[0]) * (box[3] - box[1]), 0.0))
