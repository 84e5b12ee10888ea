"""A courier a sink, each in a thread of its own: a dead webhook holds up nobody."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from huoyan.data.say import Say
from huoyan.errors import WatchError
from huoyan.watch.alarms.courier import Courier
from huoyan.watch.alarms.sinks.sink import Sink
from huoyan.words import Message, counted, note, warning

DRAIN_S = 10.0  # what is left to send at the end has as long
HASTE_S = 2.0  # after Ctrl-C and errors
GRACE_S = 2.0  # beyond that, for the last word
DISK_S = 5.0  # after the disk did not take what was sent


class Couriers:
    """From `with` on until its end, which waits up to `drain_s` for what is left to send.

    say: called from several threads, one at a time. Whatever is not sent then stays in the outbox.
    """

    def __init__(self, folder: Path, sinks: Sequence[Sink], say: Say, drain_s: float = DRAIN_S) -> None:
        saying = threading.Lock()

        def one_at_a_time(remark: Message) -> None:
            with saying:
                say(remark)

        self._drain_s = drain_s
        self._rounds = [_Rounds(folder, sink, one_at_a_time) for sink in sinks]

    def wake(self) -> None:
        """There is something new to send."""
        for each in self._rounds:
            each.wake.set()

    def __enter__(self) -> Self:
        for each in self._rounds:
            each.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        hurried = error is not None and not isinstance(error, GeneratorExit)  # which is how a watch is closed
        until = time.monotonic() + (min(HASTE_S, self._drain_s) if hurried else self._drain_s)
        for each in self._rounds:
            each.end(until)
        for each in self._rounds:
            each.join(max(0.0, until + GRACE_S - time.monotonic()))


class _Rounds(threading.Thread):
    """One courier at work. A daemon: a sink that hangs does not keep the process."""

    def __init__(self, folder: Path, sink: Sink, say: Say) -> None:
        super().__init__(name=f"huoyan {sink.name}", daemon=True)
        self.wake = threading.Event()
        self._sink, self._say = sink, say
        self._open: Callable[[], Courier] = lambda: Courier(folder, sink, say)
        self._until: float | None = None

    def end(self, until: float) -> None:
        """Goes on while something waits, but not beyond `until` of the monotonic clock."""
        self._until = until
        self.wake.set()

    def run(self) -> None:
        try:
            courier = self._open()
        except WatchError as error:
            self._say(warning("alarms.sink_takes_nothing", sink=self._sink.name, reason=error.message))
            return
        told = False
        while True:
            try:
                if self._is_over(courier):
                    break
                wait_s = courier.step()
            except sqlite3.Error as error:
                if self._is_late():
                    break
                wait_s = DISK_S
                if not told:
                    reason = Message("alarms.not_remembered", reason=str(error))
                    self._say(warning("alarms.sink_takes_nothing", sink=self._sink.name, reason=reason))
                told = True
            if wait_s and self.wake.wait(self._bounded(wait_s)):
                self.wake.clear()
        with contextlib.suppress(sqlite3.Error):
            if left := courier.waiting():
                self._say(note("alarms.left_waiting", sink=self._sink.name, alarms=counted(left, "alarm")))
        courier.close()

    def _is_over(self, courier: Courier) -> bool:
        return self._is_late() or (self._until is not None and courier.waiting() == 0)

    def _is_late(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until

    def _bounded(self, wait_s: float) -> float:
        return wait_s if self._until is None else max(0.0, min(wait_s, self._until - time.monotonic()))
