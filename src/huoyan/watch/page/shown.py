"""What a page sees of a watch: written by the thread that watches, read by the one that answers browsers.

Frames cost the watch nothing while nobody looks: a picture is made ready only while a browser asks for one,
and then so many a second.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from huoyan.images.draw import encode_jpeg, thumbnail
from huoyan.watch.drawing.trails import Trails
from huoyan.watch.drawing.watched import TRACK_COLOURS, draw_watched
from huoyan.watch.keeper import Hide, TimeOfDay
from huoyan.watch.page.alarm_list import AlarmList
from huoyan.watch.page.over_time import CountsOverTime
from huoyan.watch.rules.counts import CountsJson
from huoyan.watch.rules.places.geometry import Point
from huoyan.watch.rules.scene import Scene
from huoyan.watch.tracked import Tracked, Tracks
from huoyan.watch.watcher import Sight, Watcher

LONGEST = 1280  # pixels of the longer side of a picture
QUALITY = 80
RATE = 10.0  # pictures a second
# So long after a browser has asked for a picture the next one is made ready for it.
ASKED_S = 3.0
MOST_MOMENTS = 4
MOST_POINTS = 40  # of a trail


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A frame that may be looked at: its pixels as they may be kept, and what is said of it."""

    index: int
    pixels: np.ndarray
    said: dict[str, Any]

    def jpeg(self) -> bytes:
        return encode_jpeg(thumbnail(self.pixels, LONGEST), QUALITY)


class Shown:
    """hide: what of a picture may be kept, and so be seen. monotonic: a clock that never jumps."""

    def __init__(
        self,
        source: str,
        watcher: Watcher,
        hide: Hide,
        time_of_day: TimeOfDay,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        # Of a file its name alone; an address is masked already.
        self.source = source if "://" in source else PurePath(source).name
        self.over = False
        self.alarms, self.over_time = AlarmList(), CountsOverTime()
        self.places = places_of(watcher.observer.scene)
        self.counts: CountsJson = watcher.observer.counts.to_json()
        self._watcher, self._hide, self._time_of_day = watcher, hide, time_of_day
        self._monotonic, self._asked, self._made = monotonic, -ASKED_S, -ASKED_S
        self._moments: deque[Moment] = deque(maxlen=MOST_MOMENTS)

    def show(self, sight: Sight) -> None:
        """Each frame, in the thread that watches."""
        observer, seconds = self._watcher.observer, sight.frame.seconds
        if sight.events or self.over_time.is_due(seconds):
            self.counts = observer.counts.to_json()
        if self.over_time.is_due(seconds):
            self.over_time.add(seconds, self.counts)
        alarms = [each for each in sight.events if each.rule != each.place]
        wanted = self._is_wanted()
        if not (alarms or wanted):
            return
        pixels = self._hide(sight.frame.pixels)
        if alarms:
            drawn = draw_watched(pixels, observer.scene, sight.tracks)
            self.alarms.add([(each, self._time_of_day(each.seconds)) for each in alarms], drawn)
        if wanted:
            self._made = self._monotonic()
            self._moments.append(Moment(sight.frame.index, pixels, self._said(sight)))

    def newest(self) -> Moment | None:
        """The last one that was made ready; asking for it is what makes the next one so."""
        self._asked = self._monotonic()
        return self._moments[-1] if self._moments else None

    def moment(self, index: int) -> Moment | None:
        return next((each for each in tuple(self._moments) if each.index == index), None)

    def _is_wanted(self) -> bool:
        now = self._monotonic()
        return now - self._asked < ASKED_S and now - self._made >= 1 / RATE

    def _said(self, sight: Sight) -> dict[str, Any]:
        tracks = sight.tracks
        return {
            "index": sight.frame.index,
            "seconds": round(sight.frame.seconds, 3),
            "time": self._time_of_day(sight.frame.seconds),
            "width": tracks.width,
            "height": tracks.height,
            "things": [_thing(each) for each in tracks.tracked],
            "trails": _trails(tracks, self._watcher.trails),
        }


def places_of(scene: Scene) -> list[dict[str, Any]]:
    """Lines and zones as a page draws them; colours as in the pictures that a watch keeps."""
    shapes: list[tuple[str, str, Sequence[Point]]] = [
        *(("line", each.name, (each.start, each.end)) for each in scene.lines),
        *(("zone", each.name, each.corners) for each in scene.zones),
    ]
    return [
        {
            "kind": kind,
            "name": name,
            "points": [list(point) for point in points],
            "colour": TRACK_COLOURS + at,
        }
        for at, (kind, name, points) in enumerate(shapes)
    ]


def _thing(each: Tracked) -> dict[str, Any]:
    return {
        "number": each.number,
        "label": each.label,
        "score": round(each.score, 3),
        "box": [round(side, 1) for side in each.box],
        "found": each.found,
        "colour": each.number % TRACK_COLOURS,
    }


def _trails(tracks: Tracks, trails: Trails) -> list[dict[str, Any]]:
    """Of what is there now, its last way."""
    points = trails.points
    return [
        {"colour": each.number % TRACK_COLOURS, "points": points[each.number][-MOST_POINTS:]}
        for each in tracks.tracked
        if each.number in points
    ]
