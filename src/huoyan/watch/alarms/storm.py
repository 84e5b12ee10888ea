"""A storm: more alarms of one rule than a person reads become one, with their count, the first and the last.

Reckoned in seconds of the stream, so that a recording that is watched again gives the same alarms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from huoyan.watch.alarms.alarm import Alarm, hashed


@dataclass(frozen=True, slots=True)
class StormLimit:
    """More than `alarms` of a rule within `window_s` are gathered for as long."""

    alarms: int = 6
    window_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Storm:
    """What is remembered of one rule: when its last alarms were, and those that are gathered just now."""

    recent: tuple[float, ...] = ()
    gathered: Alarm | None = None


def gather(storm: Storm, alarm: Alarm, limit: StormLimit) -> tuple[Storm, tuple[Alarm, ...]]:
    """One more alarm of the rule: the storm from now on, and what is to be told at once."""
    now = alarm.event.seconds
    storm, told = settle(storm, now, limit)
    recent = tuple(each for each in storm.recent if _within(each, now, limit))
    after = replace(storm, recent=(*recent, now)[-limit.alarms :])
    if storm.gathered is not None:
        return replace(after, gathered=merged(storm.gathered, alarm)), told
    if len(recent) < limit.alarms:
        return after, (*told, alarm)
    return replace(after, gathered=alarm), told


def settle(storm: Storm, seconds: float, limit: StormLimit) -> tuple[Storm, tuple[Alarm, ...]]:
    """What was gathered long enough at `seconds` of the stream is told, as one."""
    gathered = storm.gathered
    if gathered is None or _within(gathered.event.seconds, seconds, limit):
        return storm, ()
    return replace(storm, gathered=None), (gathered,)


def merged(first: Alarm, second: Alarm) -> Alarm:
    """One alarm for both. Its key hangs on the first alone: each alarm is in one bundle only."""
    key = first.key if first.count > 1 else hashed("bundle", first.key)
    sure = [each.event.confidence for each in (first, second) if each.event.confidence is not None]
    event = replace(first.event, confidence=max(sure, default=None))
    return replace(first, key=key, event=event, count=first.count + second.count, last=second.end)


def _within(past: float, now: float, limit: StormLimit) -> bool:
    """A stream whose seconds began anew leaves nothing in the window."""
    return 0 <= now - past < limit.window_s
