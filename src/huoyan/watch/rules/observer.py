"""Frame by frame: what happens at the lines and in the zones of a scene.

A thing is where the centre of its box is, and only where it is found, not where it is expected. One that is
first seen beyond a line has not crossed it; one that is first seen in a zone enters it. A thing leaves a
zone when it is seen outside, or was cut off by the edge of the picture and is seen no more. Durations are
seconds of the stream, which no clock that jumps can change; the clock on the wall is asked for hours only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from statistics import fmean
from typing import Any

from huoyan.errors import UsageError
from huoyan.watch.event import Event
from huoyan.watch.rules.counts import Counts
from huoyan.watch.rules.crowd import Crowd
from huoyan.watch.rules.language.rule import Rule
from huoyan.watch.rules.scene import Scene
from huoyan.watch.rules.steadiness import ROUNDING, Steadiness, lasted
from huoyan.watch.rules.things.heard import Heard
from huoyan.watch.rules.things.memory import Memory
from huoyan.watch.rules.things.movement import Movement, left_picture, movement
from huoyan.watch.rules.things.thing import Thing
from huoyan.watch.tracked import Tracks
from huoyan.words import Listed, Message

# The time on the wall, in its zone, at so many seconds of the stream.
WallClock = Callable[[float], datetime]
STEADY = Steadiness()


class Observer:
    """What it has seen is in `state`, with which another one goes on as this one would: `restore`.

    `clock` is needed where an alarm has hours: else raises UsageError usage.alarm.
    """

    def __init__(self, scene: Scene, clock: WallClock | None = None, steady: Steadiness = STEADY) -> None:
        for rule in scene.alarms:
            if rule.hours is not None and clock is None:
                raise UsageError(Message("rule.no_clock", text=rule.text), code="usage.alarm")
        self.scene, self.counts = scene, Counts(scene)
        self._clock, self._steady, self._rules = clock, steady, scene.rules
        self._memory = Memory(scene, steady)
        self._crowds = [Crowd() for _ in self._rules]
        self._lines = {line.name: line for line in scene.lines}
        self._zone_at = {zone.name: at for at, zone in enumerate(scene.zones)}

    def update(self, tracks: Tracks) -> tuple[Event, ...]:
        """The events of this frame, which must be later than the one before."""
        events: list[Event] = []
        for before, now in self._memory.found(tracks):
            events += self._told(movement(before, now, self.scene, tracks, self._steady), tracks)
        for thing in self._memory.unseen(tracks.seconds):
            if any(stay.inside for stay in thing.stays) and thing.at_edge(tracks.width, tracks.height):
                events += self._told(left_picture(thing, self.scene), tracks)
        events += self._crowded(tracks)
        self._memory.forget(tracks)
        return tuple(events)

    def state(self) -> dict[str, Any]:
        """For JSON: all that `restore` needs, numbers to the last bit."""
        crowds = [asdict(crowd) for crowd in self._crowds]
        return {**self.counted(), "crowds": crowds, **self._memory.to_json()}

    def counted(self) -> dict[str, Any]:
        """The part of `state` that `recount` needs."""
        return {"scene": _names(self.scene), "counts": self.counts.to_json()}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on where the one stood whose `state` it is. Raises UsageError usage.resume: another scene."""
        self.recount(state)
        self._crowds = [Crowd(**each) for each in state["crowds"]]
        self._memory.restore(state)

    def recount(self, state: dict[str, Any]) -> None:
        """Takes over the counts alone. Raises as `restore`."""
        if state["scene"] != _names(self.scene):
            saved, given = (Listed(names, 8) for names in (state["scene"], _names(self.scene)))
            raise UsageError(Message("observer.other_rules", saved=saved, given=given), code="usage.resume")
        self.counts = Counts(self.scene, state["counts"])

    def _told(self, moved: Movement, tracks: Tracks) -> list[Event]:
        """What each rule says of a movement; the thing is kept as it is after it."""
        thing, heard = moved.thing, list(moved.thing.heard)
        events: list[Event] = []
        for at, rule in enumerate(self._rules):
            if rule.what == "stays":
                heard[at], event = self._stay(rule, heard[at], thing, tracks)
            else:
                way = moved.ways.get(rule.place, 0) if rule.what != "more than" else 0
                heard[at], event = self._passage(rule, heard[at], way, thing, tracks)
            if event is not None:
                events.append(event)
        self._memory.keep(replace(thing, heard=tuple(heard)))
        return events

    def _passage(
        self, rule: Rule, heard: Heard, way: int, thing: Thing, tracks: Tracks
    ) -> tuple[Heard, Event | None]:
        heard, told = heard.passing(way, old_enough=self._old_enough(rule, thing))
        wanted = told and rule.way in (0, told) and rule.of_kind(thing.label)
        if not wanted or not self._in_hours(rule, tracks.seconds):
            return heard, None
        line = self._lines.get(rule.place)
        event = _event(rule, thing, tracks, None if line is None else line.direction(told))
        if rule.text == rule.place:
            self.counts.add(event)
        return heard, event

    def _stay(self, rule: Rule, heard: Heard, thing: Thing, tracks: Tracks) -> tuple[Heard, Event | None]:
        """Once a stay."""
        since = thing.stays[self._zone_at[rule.place]].since
        if since is None:
            return replace(heard, stay=False), None
        long_enough = tracks.seconds - since > rule.longer_than + ROUNDING and self._old_enough(rule, thing)
        if heard.stay or not (long_enough and rule.of_kind(thing.label)):
            return heard, None
        if not self._in_hours(rule, tracks.seconds):
            return heard, None
        return replace(heard, stay=True), _event(rule, thing, tracks)

    def _crowded(self, tracks: Tracks) -> list[Event]:
        events: list[Event] = []
        for at, rule in enumerate(self._rules):
            if rule.what != "more than":
                continue
            scores = [thing.score for thing in self._memory if self._in_crowd(rule, thing, tracks.seconds)]
            over = len(scores) > rule.more_than
            crowd = self._crowds[at].counted(over=over, seconds=tracks.seconds, hold_s=self._steady.hold_s)
            if over and crowd.over and not crowd.told and self._in_hours(rule, tracks.seconds):
                crowd = replace(crowd, told=True)
                label = rule.kinds[0] if len(rule.kinds) == 1 else None
                events.append(
                    Event(
                        tracks.seconds,
                        tracks.index,
                        rule.text,
                        rule.what,
                        rule.place,
                        label=label,
                        confidence=fmean(scores),
                    )
                )
            self._crowds[at] = crowd
        return events

    def _in_crowd(self, rule: Rule, thing: Thing, seconds: float) -> bool:
        here = not thing.heir and seconds - thing.seen <= self._steady.hold_s
        inside = thing.stays[self._zone_at[rule.place]].inside
        return here and inside and rule.of_kind(thing.label) and self._old_enough(rule, thing)

    def _old_enough(self, rule: Rule, thing: Thing) -> bool:
        seen_for = self._steady.seen_s if rule.seen_for is None else rule.seen_for
        return lasted(thing.began, thing.seen, seen_for)

    def _in_hours(self, rule: Rule, seconds: float) -> bool:
        return rule.hours is None or self._clock is None or rule.hours.hold(self._clock(seconds))


def _event(rule: Rule, thing: Thing, tracks: Tracks, direction: str | None = None) -> Event:
    return Event(
        tracks.seconds,
        tracks.index,
        rule.text,
        rule.what,
        rule.place,
        direction,
        thing.label,
        thing.track,
        thing.score,
        thing.box,
    )


def _names(scene: Scene) -> list[str]:
    """All of a scene as text: two scenes with the same names are the same."""
    lines = (f"{line.name}={line.start}{line.end}" for line in scene.lines)
    zones = (f"{zone.name}={zone.corners}" for zone in scene.zones)
    return [*lines, *zones, *(rule.text for rule in scene.alarms)]
