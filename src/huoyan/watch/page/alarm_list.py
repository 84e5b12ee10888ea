"""The last alarms of a watch with a picture each, in bounded memory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.images.draw import encode_jpeg, thumbnail
from huoyan.watch.event import Event

MOST = 100
LONGEST = 960  # pixels of the longer side of a picture
QUALITY = 82


@dataclass(frozen=True, slots=True)
class ShownAlarm:
    """number: from 1, in their order. time: of the wall, ISO 8601."""

    number: int
    time: str
    event: Event
    jpeg: bytes

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "time": self.time, **self.event.to_json()}


class AlarmList:
    def __init__(self) -> None:
        self._alarms: deque[ShownAlarm] = deque(maxlen=MOST)
        self.told = 0

    def add(self, events: list[tuple[Event, str]], picture: np.ndarray) -> None:
        """Of one frame: events with their time of day, and the frame as it may be kept."""
        jpeg = encode_jpeg(thumbnail(picture, LONGEST), QUALITY, fine_colours=True)
        for event, time_of_day in events:
            self.told += 1
            self._alarms.append(ShownAlarm(self.told, time_of_day, event, jpeg))

    def after(self, number: int) -> list[ShownAlarm]:
        return [each for each in tuple(self._alarms) if each.number > number]

    def picture(self, number: int) -> bytes | None:
        return next((each.jpeg for each in tuple(self._alarms) if each.number == number), None)
