"""What every sink is: something that takes one alarm after the other, and says why it did not."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from huoyan.errors import WatchError
from huoyan.watch.alarms.alarm import Alarm
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Parcel:
    """An alarm as it is sent. body: its JSON, the same bytes at every try. picture: the JPEG file, if any."""

    alarm: Alarm
    body: bytes
    picture: Path | None = None


class Sink(Protocol):
    """name: in the outbox, stable and free of secrets, so it may be told."""

    name: str

    def send(self, parcel: Parcel) -> None:
        """Returns once it is taken. Raises Unreachable, or Refused."""
        ...

    def close(self) -> None: ...


class Unreachable(WatchError):
    """The sink takes nothing just now: all alarms wait. after_s: what it asked to be left alone for."""

    code = "watch.sink_unreachable"

    def __init__(self, message: Message, after_s: float = 0.0) -> None:
        super().__init__(message)
        self.after_s = after_s


class Refused(WatchError):
    """The sink answered, but did not take this alarm: the next one may fare better."""

    code = "watch.alarm_refused"


def picture_of(parcel: Parcel) -> bytes:
    """The JPEG; empty where there is none, or none any more."""
    try:
        return parcel.picture.read_bytes() if parcel.picture else b""
    except OSError:
        return b""


def with_picture(parcel: Parcel) -> bytes:
    """The JSON of the alarm with its JPEG in it, as base64."""
    picture = picture_of(parcel)
    if not picture:
        return parcel.body
    values = json.loads(parcel.body) | {"picture_jpeg": base64.b64encode(picture).decode()}
    return json.dumps(values, ensure_ascii=False).encode()
