"""The time of day at a moment of the stream: now, of a camera; of a recording, as long after it was taken."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huoyan.errors import UsageError
from huoyan.watch.rules.observer import WallClock
from huoyan.words import Message


def wall_clock(taken: str | None, timezone: str | None) -> WallClock:
    """taken: ISO 8601, of the first frame of a recording; without a zone it is one of `timezone`. timezone:
    such as Asia/Shanghai; None: that of this machine. Without `taken` it is now.

    Raises UsageError usage.time.
    """
    zone = None if timezone is None else _zone(timezone)
    if taken is None:
        return lambda seconds: datetime.now(UTC).astimezone(zone)
    began = _moment(taken, zone)
    return lambda seconds: (began + timedelta(seconds=seconds)).astimezone(zone)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(Message("watch.no_timezone", name=name), code="usage.time") from error


def _moment(text: str, zone: tzinfo | None) -> datetime:
    """In UTC, in which an hour is an hour also in the night in which the clocks are put back."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(Message("watch.no_moment", text=text), code="usage.time") from error
    if not MINYEAR < moment.year < MAXYEAR:  # days that no zone knows
        raise UsageError(Message("watch.no_moment", text=text), code="usage.time")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
