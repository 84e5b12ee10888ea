"""Which thing each track is, and which things are lost, gone or forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from huoyan.watch.rules.scene import Scene
from huoyan.watch.rules.steadiness import Steadiness
from huoyan.watch.rules.things.heard import Heard
from huoyan.watch.rules.things.line_side import LineSide
from huoyan.watch.rules.things.movement import movement
from huoyan.watch.rules.things.stitching import heirs
from huoyan.watch.rules.things.thing import Thing, fractions
from huoyan.watch.rules.things.zone_stay import ZoneStay
from huoyan.watch.tracked import Tracked, Tracks


class Memory:
    """All things that are remembered, in the order in which they appeared."""

    def __init__(self, scene: Scene, steady: Steadiness) -> None:
        self._scene, self._steady = scene, steady
        self._fresh = (
            (LineSide(),) * len(scene.lines),
            (ZoneStay(),) * len(scene.zones),
            (Heard(),) * len(scene.rules),
        )
        self._things: dict[int, Thing] = {}
        self._next = 1

    def __iter__(self) -> Iterator[Thing]:
        return iter(tuple(self._things.values()))

    def keep(self, thing: Thing) -> None:
        self._things[thing.number] = thing

    def found(self, tracks: Tracks) -> list[tuple[Thing, Thing]]:
        """Each thing that is found in the frame: as it was, its history included, and as it is seen now.

        The same number with another beginning is another thing.
        """
        by_track = {(thing.track, thing.since): thing for thing in self}
        seen = [each for each in tracks.tracked if each.found]
        known = {each.number: by_track.get((each.number, each.since)) for each in seen}
        followed = {thing.number for thing in known.values() if thing is not None}
        lost = [thing for thing in self if thing.number not in followed and not thing.heir]
        begun = [each for each in seen if known[each.number] is None]
        inherited = heirs(lost, begun, tracks, self._steady)
        pairs = []
        for each in seen:
            before = known[each.number] or self._begun(each, tracks, inherited.get(each.number))
            pairs.append((before, before.found(each, tracks)))
        return pairs

    def unseen(self, seconds: float) -> list[Thing]:
        """Those which no track goes on with, and which no track will any more."""
        return [thing for thing in self if not thing.heir and seconds - thing.seen > self._steady.gap_s]

    def forget(self, tracks: Tracks) -> None:
        """What has not been seen for long, and what the tracker does not expect either."""
        expected = {(each.number, each.since) for each in tracks.tracked}
        for thing in self:
            long_ago = tracks.seconds - thing.seen > self._steady.memory_s
            if long_ago and (thing.track, thing.since) not in expected:
                del self._things[thing.number]

    def to_json(self) -> dict[str, Any]:
        return {"next": self._next, "things": [thing.to_json() for thing in self]}

    def restore(self, values: dict[str, Any]) -> None:
        """What `to_json` gave."""
        self._next = values["next"]
        things: Iterable[Thing] = map(Thing.from_json, values["things"])
        self._things = {thing.number: thing for thing in things}

    def _begun(self, new: Tracked, tracks: Tracks, ancestor: Thing | None) -> Thing:
        number = self._next
        self._next += 1
        if ancestor is not None:
            self.keep(replace(ancestor, heir=True))
            return replace(ancestor, number=number)
        sides, stays, heard = self._fresh
        early = new if new.first is None else replace(new, box=new.first)
        begun = Thing(
            number,
            new.number,
            new.since,
            new.since,
            tracks.seconds if new.first is None else new.since,
            new.label,
            new.score,
            early.box,
            fractions(early, tracks),
            (0.0, 0.0),
            False,
            sides,
            stays,
            heard,
        )
        if new.first is None:
            return begun
        # Where it was first found it has its side of each line: it may go over one while it is on trial.
        return replace(begun, sides=movement(begun, begun, self._scene, tracks, self._steady).thing.sides)
