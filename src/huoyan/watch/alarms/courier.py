"""Brings the alarms of the outbox to one sink: each again until it is taken, none held up by another."""

from __future__ import annotations

from pathlib import Path
from random import Random

from huoyan.data.say import Say
from huoyan.watch.alarms.backoff import Backoff
from huoyan.watch.alarms.clock import Clock
from huoyan.watch.alarms.database import OUTBOX_FILE
from huoyan.watch.alarms.sink_queue import Queued, SinkQueue
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Sink, Unreachable
from huoyan.words import Message, counted, note, warning

IDLE_S = 1.0  # without anything to send


class Courier:
    """Of one thread. At least once: an alarm that was taken as the process died is sent again, same key."""

    def __init__(
        self,
        folder: Path,
        sink: Sink,
        say: Say,
        *,
        clock: Clock | None = None,
        backoff: Backoff | None = None,
        rng: Random | None = None,
    ) -> None:
        self._folder, self._sink, self._say = folder, sink, say
        self._clock, self._backoff, self._rng = clock or Clock(), backoff or Backoff(), rng or Random()
        self._queue = SinkQueue(folder / OUTBOX_FILE, sink.name)
        self._due: dict[int, float] = {}  # when an alarm that was put aside is tried again
        self._taken_last: Queued | None = None  # not yet written down
        self._failures, self._told_away, self._silent_until = 0, False, 0.0

    def step(self) -> float:
        """One try at most. In how many seconds there may be something to do again.

        Raises sqlite3.Error where the disk does not take what was sent: the next step writes it down first.
        """
        self._write_down()
        now = self._clock.monotonic()
        if now < self._silent_until:
            return min(self._silent_until - now, IDLE_S)
        queued = self._queue.next(lambda number: self._due.get(number, 0.0) <= now)
        if queued is None:
            return IDLE_S
        try:
            self._sink.send(self._parcel(queued))
        except Unreachable as error:
            self._rest(error.message, error.after_s)
        except Refused as error:
            self._put_aside(queued, error.message)
        except Exception as error:  # noqa: BLE001 - one alarm that breaks a sink must not hold up the others
            self._put_aside(queued, Message("alarms.sink_broke", reason=repr(error)))
        else:
            self._taken(queued)
        return 0.0

    def waiting(self) -> int:
        """How many alarms the sink has still to take."""
        return self._queue.waiting()

    def close(self) -> None:
        self._sink.close()
        self._queue.close()

    def _parcel(self, queued: Queued) -> Parcel:
        picture = queued.alarm.picture
        return Parcel(queued.alarm, queued.body, self._folder / picture if picture else None)

    def _write_down(self) -> None:
        if self._taken_last is not None:
            self._queue.taken(self._taken_last)
            self._due.pop(self._taken_last.number, None)
            self._taken_last = None

    def _taken(self, queued: Queued) -> None:
        self._taken_last = queued
        self._write_down()
        if self._told_away:
            self._say(
                note(
                    "alarms.sink_is_back",
                    sink=self._sink.name,
                    alarms=counted(self._queue.waiting(), "alarm"),
                )
            )
        self._failures, self._told_away = 0, False

    def _put_aside(self, queued: Queued, reason: Message) -> None:
        attempts, given_up = self._queue.refused(queued, reason)
        self._due[queued.number] = self._clock.monotonic() + self._backoff.wait_s(attempts, self._rng)
        if given_up:
            self._due.pop(queued.number)
            said = {"sink": self._sink.name, "key": queued.alarm.key, "n": attempts, "reason": reason}
            self._say(warning("alarms.given_up", **said))
        if self._failures == 0:  # may be the fault of this alarm; several in a row are the sink's
            self._failures = 1
        else:
            self._rest(reason)

    def _rest(self, reason: Message, after_s: float = 0.0) -> None:
        self._failures += 1
        if not self._told_away:
            self._told_away = True
            self._say(warning("alarms.sink_takes_nothing", sink=self._sink.name, reason=reason))
        wait_s = max(after_s, self._backoff.wait_s(self._failures, self._rng))
        self._silent_until = self._clock.monotonic() + wait_s
