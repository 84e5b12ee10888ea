"""An alarm: an event that somebody is told of, with a key by which a receiver drops doubles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from huoyan.watch.event import Event

KEY_LENGTH = 32  # hexadecimal digits of a sha256
_EVENT = tuple(each.name for each in fields(Event))


@dataclass(frozen=True, slots=True)
class Alarm:
    """key: the same whenever the same alarm is sent again. source: without a password. time: of the wall,
    ISO 8601, told and never reckoned with. picture, clip: files below the folder of the watch.

    count: how many alarms of its rule this one stands for; `event` is the first of them, its confidence the
    highest; last: seconds of the stream of the last one.
    """

    key: str
    source: str
    event: Event
    time: str
    picture: str | None = None
    clip: str | None = None
    count: int = 1
    last: float | None = None

    @property
    def end(self) -> float:
        """Seconds of the stream of the last alarm that this one stands for."""
        return self.event.seconds if self.last is None else self.last

    def to_json(self) -> dict[str, Any]:
        """The fields of the event among its own; without what is None, and without a count of one."""
        own = {"key": self.key, "source": self.source, "time": self.time, **self.event.to_json()}
        files = {"picture": self.picture, "clip": self.clip}
        bundle = {"count": self.count, "last": self.last} if self.count > 1 else {}
        return own | {name: value for name, value in (files | bundle).items() if value is not None}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Alarm:
        """What `to_json` wrote."""
        event = {name: values[name] for name in _EVENT if name in values}
        if "box" in event:
            event["box"] = tuple(event["box"])
        own = {name: value for name, value in values.items() if name not in event}
        return cls(event=Event(**event), **own)


def key_of(source: str, event: Event, session: str = "") -> str:
    """From what is the same when a recording is watched again: source, rule, track, second of the stream.

    session: tells one connection to a live camera from the next, for both begin at second 0 with track 1.
    """
    milliseconds = round(event.seconds * 1000)
    parts = (source, session, event.rule, event.what, event.place, event.direction, event.track, milliseconds)
    return hashed("alarm", *parts)


def hashed(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:KEY_LENGTH]
