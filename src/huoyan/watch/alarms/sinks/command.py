"""--send command:PROG runs a program an alarm, with its JSON on stdin. No shell looks at anything.

HUOYAN_ALARM_KEY in its environment is the key of the alarm. Exit status 0: it is taken. What the program
writes to stderr goes where that of the watch goes, its stdout nowhere.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Sequence

from huoyan.errors import UsageError
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Unreachable
from huoyan.words import Message

KEY = "HUOYAN_ALARM_KEY"
TIMEOUT_S = 30.0


class Command:
    def __init__(self, name: str, words: Sequence[str], timeout_s: float = TIMEOUT_S) -> None:
        """words: the path of the program and its arguments."""
        self.name = name
        self._words, self._timeout_s = list(words), timeout_s

    def send(self, parcel: Parcel) -> None:
        try:
            process = subprocess.Popen(
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env=os.environ | {KEY: parcel.alarm.key},
                start_new_session=True,  # what it starts itself is stopped with it
            )
        except OSError as error:
            reason = error.strerror or str(error)
            message = Message("alarms.command_cannot_run", program=self._words[0], reason=reason)
            raise Unreachable(message) from error
        with process:
            self._wait(process, parcel.body)
        if process.returncode != 0:
            message = Message("alarms.command_failed", program=self._words[0], status=process.returncode)
            raise Refused(message)

    def close(self) -> None:
        """Nothing runs between two alarms."""

    def _wait(self, process: subprocess.Popen[bytes], body: bytes) -> None:
        try:
            process.communicate(body, self._timeout_s)
        except subprocess.TimeoutExpired as error:
            _stop(process)
            values = {"program": self._words[0], "seconds": self._timeout_s}
            raise Refused(Message("alarms.command_too_slow", **values)) from error


def open_command(value: str) -> Command:
    try:
        words = shlex.split(value.partition(":")[2])
    except ValueError as error:
        raise UsageError(Message("alarms.command_quotes", value=value), code="usage.send") from error
    if not words:
        raise UsageError(Message("alarms.command_without_program", value=value), code="usage.send")
    program = shutil.which(words[0])
    if program is None:
        message = Message("alarms.command_unknown", value=value, program=words[0])
        raise UsageError(message, code="usage.send")
    return Command(value, [os.path.abspath(program), *words[1:]])  # noqa: PTH100 - a link is named as it is


def _stop(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
