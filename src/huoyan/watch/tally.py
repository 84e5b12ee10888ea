"""How long a source was looked at, and how often each alarm was told meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from huoyan.watch.event import Event
from huoyan.watch.health import is_end

# Seconds between two frames of which something was seen: a recording may leave out hours.
MOST_GAP_S = 5.0


class Tally:
    """rules: those of alarms, others are not counted, nor that a camera is well again. watched_s: seconds of
    the stream between frames that were looked at, without those in which none came: so it is never longer
    than what was seen.
    """

    def __init__(self, rules: Iterable[str]) -> None:
        self.alarms: dict[str, int] = dict.fromkeys(rules, 0)
        self.watched_s = 0.0
        self._last: float | None = None

    def see(self, seconds: float, events: Iterable[Event]) -> None:
        """After a frame at `seconds` of the stream."""
        if self._last is not None:
            self.watched_s += min(max(seconds - self._last, 0.0), MOST_GAP_S)
        self._last = seconds
        self._count(events)

    def miss(self, events: Iterable[Event]) -> None:
        """After a while without a frame."""
        self._last = None
        self._count(events)

    def to_json(self) -> dict[str, Any]:
        return {"alarms": self.alarms, "watched_s": self.watched_s, "last": self._last}

    def restore(self, values: Mapping[str, Any]) -> None:
        """What `to_json` gave."""
        self.alarms, self.watched_s, self._last = dict(values["alarms"]), values["watched_s"], values["last"]

    def _count(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.rule in self.alarms and event.rule != event.place and not is_end(event):
                self.alarms[event.rule] += 1
