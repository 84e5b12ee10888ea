"""A test alarm to every sink, to see that it arrives before it matters. It passes the outbox by."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huoyan.errors import UsageError
from huoyan.watch.alarms.alarm import Alarm
from huoyan.watch.alarms.clock import Clock
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Sink, Unreachable
from huoyan.watch.event import Event
from huoyan.words import Message

TEST = "test"  # rule and kind of this event


@dataclass(frozen=True, slots=True)
class Trial:
    """told: what came of it, in words."""

    sink: str
    taken: bool
    told: Message

    def to_json(self) -> dict[str, Any]:
        return {"sink": self.sink, "taken": self.taken, "message": str(self.told)}


def send_test_alarm(sinks: Sequence[Sink], source: str, clock: Clock | None = None) -> list[Trial]:
    """The same new alarm once to each; closes them. Its key has never been before, so nobody drops it.

    Raises UsageError usage.send where there is none.
    """
    if not sinks:
        raise UsageError(Message("alarms.trial_without_sink"), code="usage.send")
    event = Event(0.0, 0, TEST, TEST, confidence=1.0)
    alarm = Alarm(secrets.token_hex(16), source, event, (clock or Clock()).told())
    parcel = Parcel(alarm, json.dumps(alarm.to_json(), ensure_ascii=False).encode())
    return [_tried(sink, parcel) for sink in sinks]


def _tried(sink: Sink, parcel: Parcel) -> Trial:
    try:
        sink.send(parcel)
    except (Unreachable, Refused) as error:
        return _failed(sink, error.message)
    except Exception as error:  # noqa: BLE001 - as a courier takes it
        return _failed(sink, Message("alarms.sink_broke", reason=repr(error)))
    finally:
        sink.close()
    return Trial(sink.name, True, Message("alarms.trial_taken", sink=sink.name))


def _failed(sink: Sink, reason: Message) -> Trial:
    return Trial(sink.name, False, Message("alarms.trial_failed", sink=sink.name, reason=reason))
