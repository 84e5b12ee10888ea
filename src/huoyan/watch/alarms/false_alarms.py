"""False alarms a camera-day, from footage in which nothing happens: each alarm of it is a false one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from huoyan.metrics.intervals.rates import Rate, poisson_rate
from huoyan.watch.alarms.alarm import Alarm
from huoyan.words import Message, counted

DAY_S = 86_400.0


def false_alarms(alarms: Iterable[Alarm], rules: Iterable[str], watched_s: float) -> Mapping[str, Rate]:
    """Rule -> false alarms a camera-day, of all `rules`, those without any too.

    watched_s: seconds of the streams that were looked at, of all cameras together. What a storm has bundled
    counts in full. The interval takes alarms for independent: several of one cause make it too narrow.
    """
    counts = Counter(dict.fromkeys(rules, 0))
    for alarm in alarms:
        counts[alarm.event.rule] += alarm.count
    return {rule: poisson_rate(n, watched_s / DAY_S) for rule, n in counts.items()}


def told_rate(rate: Rate) -> Message:
    """Never more than the hours watched allow: without any alarm only how many there may be at most."""
    hours = rate.exposure * 24
    if rate.events == 0:
        return Message("alarms.false_none", hours=hours, high=rate.high)
    alarms = counted(rate.events, "false alarm")
    values = {"value": rate.value, "low": rate.low, "high": rate.high}
    return Message("alarms.false_some", alarms=alarms, hours=hours, **values)
