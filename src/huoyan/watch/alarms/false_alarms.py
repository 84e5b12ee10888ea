"""False alarms a camera-day, from footage in which nothing happens: each alarm of it is a false one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.metrics.intervals.rates import Rate, poisson_rate
from huoyan.watch.alarms.clock import DAY_S
from huoyan.words import Message, counted


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """A camera-day, with what it may be in truth: of each rule, those without any too, and of all together.

    The interval takes alarms for independent: several of one cause make it too narrow.
    """

    hours: float
    all: Rate
    rules: Mapping[str, Rate]

    def to_json(self) -> dict[str, Any]:
        """Rates are for a camera-day; `events` of an `exposure` in days."""
        rules = {rule: rate.to_json() for rule, rate in self.rules.items()}
        return {"hours": self.hours, "all": self.all.to_json(), "rules": rules}

    def told(self) -> list[Message]:
        """A line of all, then one a rule where there are several."""
        lines = [told_rate(self.all)]
        if len(self.rules) > 1:
            lines += [
                Message("alarms.false_of_rule", rule=rule, told=told_rate(rate))
                for rule, rate in self.rules.items()
            ]
        return lines


def false_alarms(alarms: Mapping[str, int], watched_s: float) -> FalseAlarms | None:
    """None where nothing was watched: that says nothing.

    alarms: how many each rule told. watched_s: seconds of the streams that were looked at, of all cameras
    together.
    """
    if watched_s <= 0:
        return None
    days = watched_s / DAY_S
    rules = {rule: poisson_rate(n, days) for rule, n in alarms.items()}
    return FalseAlarms(watched_s / 3600, poisson_rate(sum(alarms.values()), days), rules)


def told_rate(rate: Rate) -> Message:
    """Never more than the hours watched allow: without any alarm only how many there may be at most."""
    time = _told_time(rate.exposure * DAY_S)
    value, low, high = (float(f"{each:.3g}") for each in (rate.value, rate.low, rate.high))
    if rate.events == 0:
        return Message("alarms.false_none", time=time, high=high)
    alarms = counted(rate.events, "false alarm")
    return Message("alarms.false_some", alarms=alarms, time=time, value=value, low=low, high=high)


def _told_time(seconds: float) -> Message:
    """Below a tenth of an hour in seconds."""
    if seconds < 360:
        return Message("alarms.seconds", seconds=seconds)
    return Message("alarms.hours", hours=seconds / 3600)
